/**
 * One run of a program on a machine. When it is over, nothing calls back any more: the program's timers never fire, what it
 * waits for never comes. So it stops where it stands, as a killed process does.
 */
export interface Life {
  isOver: boolean;
}
