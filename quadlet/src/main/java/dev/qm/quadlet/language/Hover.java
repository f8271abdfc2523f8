package dev.qm.quadlet.language;

import dev.qm.quadlet.check.ValueHelp;
import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.recipe.KnownKeys;
import dev.qm.quadlet.recipe.SystemdKeys;
import dev.qm.quadlet.text.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is to be said about a word of a unit.
 *
 * <p>Source: {@code podman-systemd.unit(5)}; for systemd's own sections {@code
 * systemd.directives(7)}.
 *
 * @param start where the word begins, counted in characters from 0
 * @param end where it ends
 * @param title what it is
 * @param sentence what it does; may be empty
 * @param facts what else is known
 */
public record Hover(int start, int end, String title, String sentence, List<Fact> facts) {
  /** Copies what it is given, so that nobody can change it. */
  public Hover {
    facts = List.copyOf(facts);
  }

  /**
   * One thing that is known.
   *
   * @param label of what it is said
   * @param value what is said
   */
  public record Fact(String label, String value) {}

  /**
   * {@return what is to be said about the word at a place; empty if nothing is known of it}
   *
   * @param moment the units that can be named
   * @param part the file
   * @param text what it says
   * @param offset the place, counted in characters from 0
   */
  public static Optional<Hover> at(Moment moment, UnitPart part, String text, int offset) {
    return switch (Spot.at(text, offset)) {
      case Spot.Header header -> ofSection(part.type(), text, header);
      case Spot.Key key -> ofKey(part.type(), key);
      case Spot.Word word -> ofUnit(moment, part, word);
      case Spot.Elsewhere _ -> Optional.empty();
    };
  }

  private static Optional<Hover> ofSection(UnitType type, String text, Spot.Header header) {
    var written = text.substring(header.start(), header.end());
    var name = written.replace("[", "").replace("]", "");
    return Sections.meaning(type, name)
        .map(meaning ->
            new Hover(header.start(), header.end(), "[" + name + "]", meaning, List.of()));
  }

  private static Optional<Hover> ofKey(UnitType type, Spot.Key key) {
    var section = key.section().orElse("");
    var title = key.name() + "= in [" + section + "]";
    var sentence = Sentences.of(section, key.name());
    if (section.equals(type.section())) {
      var rule = KnownKeys.of(type).rule(key.name());
      if (rule.isEmpty()) {
        return Optional.empty();
      }
      List<Fact> facts = new ArrayList<>();
      facts.add(new Fact("becomes", rule.get().becomes()));
      ValueHelp.of(type, key.name())
          .ifPresent(value -> facts.add(new Fact("value", value.looks())));
      return Optional.of(new Hover(key.start(), key.end(), title, sentence.orElse(""), facts));
    }
    if (section.equals(Keys.QUADLET) && sentence.isPresent()) {
      return Optional.of(new Hover(key.start(), key.end(), title, sentence.get(), List.of()));
    }
    if (!SystemdKeys.of(section).contains(key.name())) {
      return Optional.empty();
    }
    var ofSystemd =
        section.equals(Keys.UNIT) && Quadlet.DEPENDENCIES.contains(key.name())
            ? "A key of systemd's: systemd.unit(5). Units that it names become their services."
            : "A key of systemd's, which goes into the service as it is: systemd.directives(7).";
    return Optional.of(new Hover(key.start(), key.end(), title, ofSystemd, List.of()));
  }

  private static Optional<Hover> ofUnit(Moment moment, UnitPart part, Spot.Word word) {
    if (!Definition.isReference(part.type(), word)) {
      return Optional.empty();
    }
    var neighbours = moment.around(part);
    var named = neighbours.named(word.word());
    if (named.isEmpty()) {
      if (UnitType.ofFileName(word.word()).isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new Hover(
              word.start(),
              word.end(),
              word.word(),
              "There is no unit of this name.",
              List.of(new Fact("looked for in", folders(neighbours)))));
    }
    var unit = named.get();
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("file", unit.file().toString()));
    unit.unit()
        .ifPresent(read -> {
          for (var dropIn : read.dropIns()) {
            facts.add(new Fact("drop-in", dropIn.toString()));
          }
        });
    unit.service().ifPresent(service -> facts.add(new Fact("service", service)));
    unit.resource().ifPresent(name -> facts.add(new Fact("called by Podman", name)));
    var sentence =
        unit.unit().isPresent()
            ? unit.type().flatMap(kind -> Sections.meaning(kind, kind.section())).orElse("")
            : "It cannot be read.";
    return Optional.of(new Hover(word.start(), word.end(), unit.name(), sentence, facts));
  }

  private static String folders(Neighbours neighbours) {
    List<String> folders = new ArrayList<>();
    for (var folder : neighbours.surroundings().folders()) {
      folders.add(folder.toString());
    }
    return String.join(", ", folders);
  }
}
