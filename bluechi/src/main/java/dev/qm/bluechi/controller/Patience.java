package dev.qm.bluechi.controller;

import java.time.Duration;

/**
 * How long agents are waited for.
 *
 * @param toRegister from the first byte until it is known which node it is
 * @param toAnswer until a call is answered
 * @param toList until a node lists what it has, where others wait with it
 * @param toLive until a program says that it is still there, when it is asked
 */
record Patience(Duration toRegister, Duration toAnswer, Duration toList, Duration toLive) {
  /** An answer may take as long as with BlueChi. */
  static final Patience USUAL =
      new Patience(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5));
}
