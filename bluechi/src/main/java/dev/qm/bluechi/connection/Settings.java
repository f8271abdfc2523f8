package dev.qm.bluechi.connection;

import java.time.Duration;

/**
 * What a connection allows at most.
 *
 * @param longestMessage bytes of a message that comes
 * @param openCalls calls that wait for their reply
 * @param queuedMessages signals of one subscription that wait to be read, and messages that wait to
 *     be sent
 * @param queuedBytes the bytes of these, each
 * @param patience how long connecting may take, with authentication
 * @param replyTime how long a call waits for its reply
 * @param threads who reads and writes
 */
public record Settings(
    int longestMessage,
    int openCalls,
    int queuedMessages,
    long queuedBytes,
    Duration patience,
    Duration replyTime,
    Threads threads) {
  /**
   * What a client needs. A controller asks its agents for up to 30 s, and shall be the one who says
   * which of them did not answer.
   */
  public static final Settings CLIENT =
      new Settings(
          16 << 20,
          4096,
          65536,
          16L << 20,
          Duration.ofSeconds(10),
          Duration.ofSeconds(35),
          Threads.PLATFORM);

  /** What a program allows that stays. */
  public Settings(
      int longestMessage,
      int openCalls,
      int queuedMessages,
      long queuedBytes,
      Duration patience,
      Duration replyTime) {
    this(
        longestMessage,
        openCalls,
        queuedMessages,
        queuedBytes,
        patience,
        replyTime,
        Threads.VIRTUAL);
  }
}
