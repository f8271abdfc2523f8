package dev.qm.testbed;

import java.util.List;

/**
 * How an attack ended.
 *
 * @param attacker who tried
 * @param words what was tried
 * @param answer {@code done}, perhaps with what it got, or the name of the error
 * @param denials what SELinux denied meanwhile
 */
record Attempt(Attacker attacker, List<String> words, String answer, List<Avc> denials) {

  boolean succeeded() {
    return answer.equals("done") || answer.startsWith("done ");
  }

  /** SELinux's denials in short. */
  List<String> rules() {
    return denials.stream().map(Avc::rule).distinct().toList();
  }

  @Override
  public String toString() {
    return attacker + " tried " + String.join(" ", words) + ": " + answer + " " + denials;
  }
}
