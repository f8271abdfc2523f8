package dev.qm.bluechi.client;

import java.time.Duration;

/** How a job ended, or the wait for it. */
public sealed interface JobEnd {
  /** What systemd says of a job that did what it should. */
  String DONE = "done";

  /**
   * systemd has ended it.
   *
   * @param result {@code done}, {@code failed}, {@code timeout}, ...: JobRemoved of
   *     org.freedesktop.systemd1(5)
   */
  record Finished(String result) implements JobEnd {
    @Override
    public String word() {
      return result;
    }

    @Override
    public String sentence() {
      return result;
    }
  }

  /** It never began. */
  record Refused(String why) implements JobEnd {
    @Override
    public String word() {
      return "refused";
    }

    @Override
    public String sentence() {
      return "refused: " + why;
    }
  }

  /** It never began: the node is not connected. */
  record Offline() implements JobEnd {
    @Override
    public String word() {
      return "offline";
    }

    @Override
    public String sentence() {
      return "the node is offline";
    }
  }

  /** The node went offline meanwhile; whether the unit did what it should is not known. */
  record NodeLost() implements JobEnd {
    @Override
    public String word() {
      return "node-lost";
    }

    @Override
    public String sentence() {
      return "the node went offline before the job ended; how it ended is not known";
    }
  }

  /** The controller, or the way to it, went meanwhile. */
  record ControllerLost(String why) implements JobEnd {
    @Override
    public String word() {
      return "controller-lost";
    }

    @Override
    public String sentence() {
      return "the controller was lost before the job ended: " + why;
    }
  }

  /** It has not ended in the time that was given. */
  record TimedOut(Duration time) implements JobEnd {
    @Override
    public String word() {
      return "no-end";
    }

    @Override
    public String sentence() {
      return "the job has not ended within " + time.toMillis() / 1000.0 + " s; it may go on";
    }
  }

  /** It was begun, and its end is not waited for. */
  record Begun() implements JobEnd {
    @Override
    public String word() {
      return "begun";
    }

    @Override
    public String sentence() {
      return "begun";
    }
  }

  /** One word, for programs. */
  String word();

  /** For people. */
  String sentence();

  /** Whether what was asked for is done, as far as it was waited for. */
  default boolean isGood() {
    return this instanceof Begun || (this instanceof Finished(var result) && result.equals(DONE));
  }
}
