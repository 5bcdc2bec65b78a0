package dev.telltale.intercept;

/** How an entry tells its client whether the destination can be had. Called on the event loop. */
interface Welcome {

  /** The client may begin. */
  void accept();

  /**
   * It may not; closes the connection after saying so.
   *
   * @param status HTTP status code that says why: 403, 502 or 504
   * @param text the reason and what to do, for people
   */
  void refuse(int status, String text);
}
