package dev.qm.bluechi.controller;

import java.util.HashMap;
import java.util.Map;

/**
 * Connections that have not registered yet, and how many of those there may be: all together, and
 * from one place, so that one who opens many keeps out nobody else. When a controller starts, all
 * its nodes come at once, and perhaps from one place.
 */
final class Guests {
  /** All together, beside twice as many as there are nodes. */
  static final int MOST = 1024;

  /** From one place, beside as many as there are nodes. */
  static final int MOST_OF_ONE = 256;

  private final Map<String, Integer> count = new HashMap<>();
  private int nodes;
  private int all;

  /** There are that many nodes that may come. */
  synchronized void expect(int number) {
    nodes = number;
  }

  /** Takes one more in, if there is room. */
  synchronized boolean enter(String origin) {
    var there = count.getOrDefault(origin, 0);
    if (all >= MOST + 2 * nodes || there >= MOST_OF_ONE + nodes) {
      return false;
    }
    count.put(origin, there + 1);
    all++;
    return true;
  }

  /** One of them registered, or has gone. */
  synchronized void leave(String origin) {
    all--;
    count.computeIfPresent(origin, (_, there) -> there == 1 ? null : there - 1);
  }
}
