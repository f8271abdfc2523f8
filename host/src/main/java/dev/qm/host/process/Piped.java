package dev.qm.host.process;

/**
 * How two programs ended of which one read what the other wrote.
 *
 * @param writer its output went to the other and is not kept
 * @param reader the one that read
 */
public record Piped(Outcome writer, Outcome reader) {
  /** What a program gets that writes where nobody reads any more: 128 + SIGPIPE, signal(7). */
  private static final int READER_GONE = 128 + 13;

  /** True when both succeeded. */
  public boolean ok() {
    return writer.ok() && reader.ok();
  }

  /** What the two say of their failure, the cause first; empty when they gave no reason. */
  public String lastWords() {
    var read = reader.lastWords();
    var wrote = writer.exitCode() == READER_GONE ? "" : writer.lastWords();
    return wrote.isEmpty() || read.isEmpty() ? wrote + read : wrote + "; " + read;
  }
}
