package dev.qm.quadlet.language;

import dev.qm.quadlet.check.ValueHelp;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.recipe.KnownKeys;
import dev.qm.quadlet.recipe.Rule;
import dev.qm.quadlet.recipe.SystemdKeys;
import dev.qm.quadlet.text.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What could be written at a place of a unit: sections, the keys of the section, values, the units
 * that are there to be named.
 *
 * <p>Source: {@code podman-systemd.unit(5)}; for systemd's own sections {@code
 * systemd.directives(7)}.
 */
public final class Completion {
  /** The values of systemd's own keys that units of Quadlet mostly want. */
  private static final Map<String, List<String>> OF_SYSTEMD =
      Map.of(
          "Service.Restart",
          List.of(
              "no", "always", "on-success", "on-failure", "on-abnormal", "on-abort", "on-watchdog"),
          "Service.Type",
          List.of("notify", "oneshot"),
          "Service.KillMode",
          List.of("mixed", "control-group"),
          "Service.RemainAfterExit",
          List.of("yes", "no"),
          "Unit.DefaultDependencies",
          List.of("yes", "no"),
          "Install.WantedBy",
          List.of("multi-user.target", "default.target"),
          "Quadlet.DefaultDependencies",
          List.of("true", "false"));

  /** Networks that Podman has without a unit. */
  private static final List<String> NETWORKS =
      List.of("host", "none", "bridge", "private", "pasta");

  private Completion() {}

  /**
   * What could be written.
   *
   * @param moment the units that can be named
   * @param part the file
   * @param text what it says
   * @param offset the place, counted in characters from 0
   * @return proposals that take the place of the word at the place, of all that begin in whatever
   *     way: an editor knows best which are meant
   */
  public static List<Proposal> at(Moment moment, UnitPart part, String text, int offset) {
    List<Proposal> proposals =
        switch (Spot.at(text, offset)) {
          case Spot.Header header -> sections(part.type(), header.start(), header.end());
          case Spot.Key key when key.section().isEmpty() ->
              sections(part.type(), key.start(), key.end());
          case Spot.Key key -> keys(part.type(), key.section().get(), key);
          case Spot.Word word -> values(moment, part, word);
          case Spot.Elsewhere _ -> List.of();
        };
    // an editor takes no proposal that reaches over the end of a line
    return proposals.isEmpty() || isOneLine(text, proposals.getFirst()) ? proposals : List.of();
  }

  private static boolean isOneLine(String text, Proposal proposal) {
    var end = text.indexOf('\n', proposal.start());
    return end < 0 || end >= proposal.end();
  }

  private static List<Proposal> sections(UnitType type, int start, int end) {
    List<Proposal> proposals = new ArrayList<>();
    for (var section : Sections.of(type)) {
      var header = "[" + section + "]";
      proposals.add(
          new Proposal(
              Proposal.Kind.SECTION,
              header,
              header,
              start,
              end,
              "",
              Sections.meaning(type, section).orElse("")));
    }
    return proposals;
  }

  private static List<Proposal> keys(UnitType type, String section, Spot.Key key) {
    List<Proposal> proposals = new ArrayList<>();
    if (section.equals(type.section())) {
      var known = KnownKeys.of(type);
      for (var name : known.names()) {
        proposals.add(
            key(
                name,
                key,
                known.rule(name).map(Rule::becomes).orElse(""),
                Sentences.of(section, name).orElse("")));
      }
    } else if (section.equals(Keys.QUADLET)) {
      var name = Keys.DEFAULT_DEPENDENCIES;
      proposals.add(key(name, key, "", Sentences.of(section, name).orElse("")));
    } else {
      for (var name : SystemdKeys.of(section)) {
        proposals.add(key(name, key, "", ""));
      }
    }
    return proposals;
  }

  private static Proposal key(String name, Spot.Key at, String detail, String documentation) {
    return new Proposal(
        Proposal.Kind.KEY,
        name,
        at.isAssigned() ? name : name + "=",
        at.start(),
        at.end(),
        detail,
        documentation);
  }

  private static List<Proposal> values(Moment moment, UnitPart part, Spot.Word word) {
    List<Proposal> proposals = new ArrayList<>();
    var section = word.section().orElse("");
    var own = part.type().section();
    var named = WantedUnits.of(part.type(), word);
    for (var unit : named.isEmpty() ? List.<Neighbours.Named>of() : moment.around(part).all()) {
      var isItself = unit.file().equals(part.file());
      if (!isItself && unit.type().filter(named::contains).isPresent()) {
        proposals.add(
            new Proposal(
                Proposal.Kind.UNIT,
                unit.name(),
                unit.name(),
                word.start(),
                word.end(),
                unit.service().orElse(""),
                unit.file().toString()));
      }
    }
    for (var choice : choices(part.type(), own, section, word)) {
      proposals.add(
          new Proposal(Proposal.Kind.VALUE, choice, choice, word.start(), word.end(), "", ""));
    }
    return proposals;
  }

  private static List<String> choices(UnitType type, String own, String section, Spot.Word word) {
    if (!section.equals(own)) {
      return OF_SYSTEMD.getOrDefault(section + "." + word.key(), List.of());
    }
    if (word.key().equals("Network")) {
      return word.before().isBlank() ? NETWORKS : List.of();
    }
    return ValueHelp.of(type, word.key()).map(ValueHelp::choices).orElse(List.of());
  }
}
