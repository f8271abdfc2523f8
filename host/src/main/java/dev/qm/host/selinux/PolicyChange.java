package dev.qm.host.selinux;

import dev.qm.host.KernelText;
import dev.qm.host.Untrusted;
import dev.qm.host.file.ControlFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What became of a change of the policy store. */
public sealed interface PolicyChange {
  /**
   * The store has the new policy, and the kernel too where it runs from this store.
   *
   * @param standing contradictions that the rest of the policy has by itself, with this change as
   *     without it
   */
  record Made(List<Violation> standing) implements PolicyChange {
    public Made {
      standing = List.copyOf(standing);
    }
  }

  /**
   * Nothing was changed, because rules contradict each other.
   *
   * @param violations at least one, in semodule's order
   */
  record Refused(List<Violation> violations) implements PolicyChange {
    public Refused {
      violations = List.copyOf(violations);
    }
  }

  /**
   * A rule that says what must never be allowed, and what allows it.
   *
   * @param never the {@code neverallow} rule
   * @param allowed the rules against it
   */
  record Violation(Rule never, List<Rule> allowed) {
    public Violation {
      allowed = List.copyOf(allowed);
    }
  }

  /**
   * A rule and where it stands.
   *
   * @param priority of the module that has it; 0 when semodule does not say
   * @param module the module that has it
   * @param line its line in that module, from 1
   * @param text the rule in CIL
   */
  record Rule(int priority, String module, int line, String text) {
    /** What distributions and their packages install has at most this priority. */
    private static final int DISTRIBUTION = 200;

    /** Whether the rule came with the distribution's policy or a package for it. */
    public boolean isDistributions() {
      return priority > 0 && priority <= DISTRIBUTION;
    }
  }

  /**
   * The contradictions that semodule's output names; none when it failed for another reason.
   *
   * <p>The form is that of libsepol: a line {@code neverallow check failed at PATH:LINE}, the rule
   * indented by two, then for each rule against it the statements around it and {@code allow at
   * PATH:LINE} with the rule below.
   */
  static List<Violation> violations(String output) {
    var violations = new ArrayList<Violation>();
    Optional<Rule> never = Optional.empty();
    var allowed = new ArrayList<Rule>();
    var lines = KernelText.lines(output);
    for (var i = 0; i < lines.size(); i++) {
      var line = lines.get(i).strip();
      var next = i + 1 < lines.size() ? lines.get(i + 1).strip() : "";
      if (line.startsWith("neverallow check failed at ")) {
        never.ifPresent(rule -> violations.add(new Violation(rule, allowed)));
        allowed.clear();
        never = Optional.of(rule(line, next));
      } else if (never.isPresent() && line.startsWith("allow") && line.contains(" at ")) {
        allowed.add(rule(line, next));
      }
    }
    never.ifPresent(rule -> violations.add(new Violation(rule, allowed)));
    return violations;
  }

  /** {@code ... at /var/lib/selinux/default/tmp/modules/400/qm_never/cil:2}. */
  private static Rule rule(String line, String text) {
    var path = line.substring(line.indexOf(" at ") + " at ".length());
    var colon = path.lastIndexOf(':');
    var number = colon < 0 ? 0 : ControlFile.number(path.substring(colon + 1)).orElse(0);
    var names = KernelText.split(colon < 0 ? path : path.substring(0, colon), '/');
    // the last name is the language, cil or hll
    var module = names.size() < 2 ? path : names.get(names.size() - 2);
    var priority = names.size() < 3 ? 0 : ControlFile.number(names.get(names.size() - 3)).orElse(0);
    return new Rule(
        Math.clamp(priority, 0, Integer.MAX_VALUE),
        Untrusted.printable(module),
        Math.clamp(number, 0, Integer.MAX_VALUE),
        Untrusted.printable(text));
  }
}
