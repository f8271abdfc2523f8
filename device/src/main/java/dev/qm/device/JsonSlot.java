package dev.qm.device;

/** A value of a JSON text as far as it has to be known to change it: where it is, if it is. */
final class JsonSlot {
  private enum State {
    MISSING,
    NULL,
    THERE
  }

  private State state = State.MISSING;
  private boolean isEmpty = true;
  private int from;
  private int to;

  /** It is a null, from one place to another. */
  void isNull(int begin, int end) {
    state = State.NULL;
    from = begin;
    to = end;
  }

  /** It is an object or an array. */
  void begin() {
    state = State.THERE;
  }

  /** There is something in it. */
  void fill() {
    isEmpty = false;
  }

  /** It has ended, and this is the place behind its bracket. */
  void end(int place) {
    to = place;
  }

  /** Whether it is an object or array; a null is as good as nothing. */
  boolean isThere() {
    return state == State.THERE;
  }

  /** Whether there is a null to be replaced. */
  boolean isNull() {
    return state == State.NULL;
  }

  /** Whether nothing is in it. */
  boolean isEmpty() {
    return isEmpty;
  }

  /** The first character of a null. */
  int from() {
    return from;
  }

  /** The place behind it. */
  int to() {
    return to;
  }
}
