package dev.qm.assurance.prove.fault;

import dev.qm.assurance.prove.fault.Fault.Achieved;
import dev.qm.host.HostException;
import dev.qm.host.process.Command;
import dev.qm.host.process.Conversation;
import java.time.Duration;
import java.util.ArrayList;

/** A fault whose processes run in the partition, or in a container beside it. */
final class Carried implements Injector.Running {
  /** How long a fault may take until it is under way: a partition may hardly get a processor. */
  private static final Duration BEGIN = Duration.ofMinutes(2);

  /** How long a fault may take to say what it did; it is killed then. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(20);

  private final Sweep sweep;
  private final Conversation conversation;
  private final Words words;
  private final String unit;
  private final long begun;

  /** Ends all that a fault started, and takes away what it left. */
  @FunctionalInterface
  interface Sweep {
    void sweep() throws HostException;
  }

  private Carried(Sweep sweep, Conversation conversation, Words words, String unit, long begun) {
    this.sweep = sweep;
    this.conversation = conversation;
    this.words = words;
    this.unit = unit;
    this.begun = begun;
  }

  /**
   * Starts it and waits until it is under way.
   *
   * @param command of the host, whose other end is carry.py
   * @param unit what its operations are
   */
  static Carried begin(Command command, Sweep sweep, String unit) throws HostException {
    var words = new Words();
    var conversation = command.converse(words::hear);
    try {
      awaitBegun(conversation, words);
    } catch (HostException failure) {
      conversation.close();
      sweep.sweep();
      throw failure;
    }
    return new Carried(sweep, conversation, words, unit, System.nanoTime());
  }

  private static void awaitBegun(Conversation conversation, Words words) throws HostException {
    var end = System.nanoTime() + BEGIN.toNanos();
    try {
      while (!words.awaitBegun(100)) {
        if (!conversation.isAlive()) {
          conversation.await(Duration.ZERO);
          if (words.awaitBegun(0)) {
            return;
          }
          var why = conversation.outcome().lastWords();
          throw new HostException(
              "the fault did not begin", words.rest().isEmpty() ? why : words.rest() + "; " + why);
        }
        if (System.nanoTime() > end) {
          throw new HostException(
              "the fault did not begin", "it was not started within " + BEGIN.toSeconds() + " s");
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new HostException("stopped waiting for a fault", "it was interrupted");
    }
  }

  @Override
  public Achieved end() throws HostException {
    var length = Duration.ofNanos(System.nanoTime() - begun);
    var ours = new ArrayList<String>();
    try {
      var isThere = conversation.say("end");
      if (!conversation.await(LAST_WORDS)) {
        ours.add("it did not say in time what it did, and was killed");
      } else if (!isThere && !words.rest().isEmpty()) {
        ours.add("its last words: " + words.rest());
      }
    } finally {
      conversation.close();
      sweep.sweep();
    }
    var remarks = new ArrayList<>(words.remarks());
    remarks.addAll(ours);
    return new Achieved(words.count(), length, unit, remarks);
  }
}
