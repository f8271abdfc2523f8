package dev.qm.assurance.verify;

import dev.qm.assurance.rule.MachineNames;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.WrittenFiles;
import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.syntax.UnitSyntaxException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The risks that the owner of a machine accepts, a file each in {@link #FOLDER}. Not below /etc/qm:
 * that is the partition's own /etc, and whoever is judged does not accept.
 *
 * @param all those that can be understood
 * @param problems of the others
 */
public record Acceptances(List<Acceptance> all, List<Problem> problems) {
  /** Where they are. */
  public static final String FOLDER = "/etc/qm-assurance/verify.d";

  private static final String SECTION = "Accept";
  private static final Set<String> KEYS = Set.of("Rule", "Place", "Reason", "Owner", "Until");
  private static final String RULE = "acceptance-invalid";

  /** Copies what it is given, so that nobody can change it. */
  public Acceptances {
    all = List.copyOf(all);
    problems = List.copyOf(problems);
  }

  /**
   * Reads those of a machine.
   *
   * @param isRule whether there is a rule of that name: one of no rule accepts nothing
   */
  public static Acceptances read(Root root, Predicate<String> isRule) throws HostException {
    var all = new ArrayList<Acceptance>();
    var problems = new ArrayList<Problem>();
    for (var file : WrittenFiles.of(root.at(FOLDER), "*.conf")) {
      try {
        read(file, isRule, all, problems);
      } catch (UnitSyntaxException failure) {
        problems.add(failure.problem());
      } catch (IOException failure) {
        throw new HostException("cannot read " + file, failure);
      }
    }
    var names = MachineNames.of(root);
    return new Acceptances(
        all.stream().map(it -> it.named(names)).toList(),
        problems.stream().map(names::of).toList());
  }

  private static void read(
      Path file, Predicate<String> isRule, List<Acceptance> all, List<Problem> problems)
      throws IOException, UnitSyntaxException {
    var unit = UnitFile.parse(file, Bounded.text(file), Dialect.QUADLET, SECTION);
    var before = problems.size();
    for (var section : unit.sections()) {
      for (var entry : unit.entries(section)) {
        if (!section.equals(SECTION) || !KEYS.contains(entry.key())) {
          problems.add(
              problem(
                  entry.origin(),
                  "[" + section + "] " + entry.key() + "= means nothing here",
                  "an acceptance has a section [Accept] with Rule=, Place=, Reason=, Owner= and"
                      + " Until="));
        }
      }
    }
    var rule = word(unit, "Rule", problems);
    rule.filter(it -> !isRule.test(it.value()))
        .ifPresent(it ->
            problems.add(
                problem(
                    it.origin(),
                    "there is no rule '" + it.value() + "'",
                    "`qm verify rules` lists them")));
    var place = word(unit, "Place", problems);
    var reason = word(unit, "Reason", problems);
    var owner = word(unit, "Owner", problems);
    var end = word(unit, "Until", problems);
    var until = end.flatMap(entry -> date(entry, problems));
    if (problems.size() == before
        && rule.isPresent()
        && place.isPresent()
        && reason.isPresent()
        && owner.isPresent()
        && end.isPresent()
        && until.isPresent()) {
      all.add(
          new Acceptance(
              rule.get().value(),
              place.get().value(),
              reason.get().value(),
              owner.get().value(),
              until.get(),
              rule.get().origin(),
              end.get().origin()));
    }
  }

  private static Optional<Entry> word(UnitFile unit, String key, List<Problem> problems) {
    var entry = unit.last(SECTION, key).filter(it -> !it.value().isBlank());
    if (entry.isEmpty()) {
      var origin = unit.header(SECTION).orElse(new Origin(unit.file(), 1));
      problems.add(
          problem(
              origin,
              "there is no " + key + "=",
              "a risk is accepted by somebody, for a reason, in one place and for a time"));
    }
    return entry;
  }

  private static Optional<LocalDate> date(Entry entry, List<Problem> problems) {
    try {
      return Optional.of(LocalDate.parse(entry.value()));
    } catch (DateTimeException none) {
      problems.add(
          problem(
              entry.origin(),
              "Until=" + entry.value() + " is no day",
              lastDay(entry.value())
                  .map(last -> "the last day of that month is " + last)
                  .orElse("write it as 2027-03-31")));
      return Optional.empty();
    }
  }

  /** Of the month of a day that is in no calendar, such as 2027-02-30. */
  private static Optional<LocalDate> lastDay(String day) {
    if (!day.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
      return Optional.empty();
    }
    try {
      return Optional.of(YearMonth.parse(day.substring(0, day.lastIndexOf('-'))).atEndOfMonth());
    } catch (DateTimeException none) {
      return Optional.empty();
    }
  }

  private static Problem problem(Origin origin, String message, String mend) {
    return new Problem(
        Problem.Severity.ERROR, RULE, origin, 1, 1, message, "so nothing is accepted by it", mend);
  }
}
