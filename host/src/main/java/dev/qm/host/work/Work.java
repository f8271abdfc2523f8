package dev.qm.host.work;

/** Something that can be done again and again, by one thread. */
public interface Work extends AutoCloseable {
  /**
   * Does it once. Nothing is allocated, so no collection of garbage is timed with it.
   *
   * @return whether it came to a good end
   */
  boolean once();

  /** What has to be done before the next time, and is not timed. */
  default void afterwards() {}

  /** Takes away what it made. */
  @Override
  default void close() {}
}
