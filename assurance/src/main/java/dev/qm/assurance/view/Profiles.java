package dev.qm.assurance.view;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Profiles of system calls, each read once: a dozen rules ask about one, and it is as long as all
 * other files together. For one partition and one thread.
 */
public final class Profiles {
  private final Map<String, Seccomp> known = new HashMap<>();

  /** None read yet. */
  Profiles() {}

  /**
   * The profile in a file, as the partition gets it.
   *
   * @param text of the file
   * @param machine as {@link Seccomp#parse} takes it
   * @throws IOException when it is no such profile
   */
  public Seccomp in(String file, String text, String machine, Predicate<String> hasCapability)
      throws IOException {
    var before = known.get(file);
    if (before != null) {
      return before;
    }
    var profile = Seccomp.parse(text, machine, hasCapability);
    known.put(file, profile);
    return profile;
  }
}
