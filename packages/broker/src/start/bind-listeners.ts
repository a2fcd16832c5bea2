import { isFault } from "@ottla/runtime";
import type { SocketServer } from "../network/socket-server.ts";
import type { PlannedListener } from "./plan-listeners.ts";
import { StartFault } from "./start-fault.ts";

/**
 * Takes the ports of all listeners. Resolves to the listeners with the ports that they have in fact; rejects with StartFault
 * where one cannot be had.
 */
export async function bindListeners(
  server: SocketServer,
  planned: readonly PlannedListener[],
): Promise<PlannedListener[]> {
  const bound: PlannedListener[] = [];
  for (const listener of planned) {
    const { nodeId, name, kind, bind, advertised } = listener;
    try {
      const { port } = await server.bind({ nodeId, name, kind, endpoint: bind });
      bound.push({
        ...listener,
        bind: { ...bind, port },
        advertised: { ...advertised, port: advertised.port === 0 ? port : advertised.port },
      });
    } catch (error) {
      throw new StartFault(`listeners: ${explain(error, listener)}`);
    }
  }
  return bound;
}

function explain(error: unknown, { name, bind }: PlannedListener): string {
  const address = `${name}://${bind.host}:${bind.port}`;
  if (isFault(error, "EADDRINUSE")) {
    return `${address} cannot be opened: port ${bind.port} is taken. Stop the program that has it, or choose another port.`;
  }
  if (isFault(error, "EADDRNOTAVAIL", "ENOTFOUND", "EAI_AGAIN")) {
    return `${address} cannot be opened: this machine has no address ${bind.host}. Leave the host out to listen on all.`;
  }
  if (isFault(error, "EACCES")) {
    return `${address} cannot be opened: this user may not use port ${bind.port}. Choose one of 1024 or more.`;
  }
  return `${address} cannot be opened: ${(error as Error).message}`;
}
