/** A failure that a person can act on: shown as one plain message, without a stack, and ends the command. */
export class PlainError extends Error {
  /**
   * @param {string} message
   * @param {number} exitCode of the command
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.name = 'PlainError';
    this.exitCode = exitCode;
  }
}
