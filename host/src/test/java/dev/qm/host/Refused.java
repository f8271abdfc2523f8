package dev.qm.host;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a call that must fail says. */
public final class Refused {
  private Refused() {}

  /** The failure of the call; null when it did not fail, or failed otherwise. */
  public static HostException failureOf(ThrowingCallable call) {
    return catchThrowableOfType(HostException.class, call);
  }
}
