package dev.qm.quadlet.mend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.quadlet.check.RealShapes;
import dev.qm.quadlet.generate.GeneratedService;
import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.Reading;
import dev.qm.quadlet.read.UnitTrees;
import dev.qm.quadlet.syntax.Argument;
import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Line;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.UnitFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The promise of mending, held by units that are made up, or people's, with mistakes put into them:
 * nothing is found that was not found before, and no setting changes but those of the findings.
 */
class MendingMeaningTest {
  /** What Podman writes of its own accord, as these keys say. */
  private static final Map<String, Set<String>> WRITTEN_FOR =
      Map.of(
          "DefaultDependencies", Set.of("After", "Wants"),
          "CgroupsMode", Set.of("Delegate"),
          "Notify", Set.of("Type", "NotifyAccess"));

  @Property(tries = 200)
  void mendedTreesMeanWhatTheyMeantButForTheFindings(@ForAll("trees") UnitTrees.Tree tree)
      throws IOException {
    keepsMeaning(tree);
  }

  @Example
  void mendedUnitsOfPeopleMeanWhatTheyMeantButForTheFindings() throws IOException {
    var mended = 0;
    for (var project : RealShapes.projects()) {
      for (var seed = 0; seed < 4; seed++) {
        var random = new Random(seed);
        Map<String, String> files = new LinkedHashMap<>();
        project
            .files()
            .forEach((name, text) -> files.put("first/" + name, Mistakes.into(text, random)));
        mended += keepsMeaning(new UnitTrees.Tree(files, List.of("first")));
      }
    }

    assertThat(mended).as("the mistakes are of those that are mended").isGreaterThan(200);
  }

  @Example
  void unitsOfPeopleWithoutAMistakeAreNotTouched() throws IOException {
    for (var project : RealShapes.projects()) {
      Map<String, String> files = new LinkedHashMap<>();
      project.files().forEach((name, text) -> files.put("first/" + name, text));
      assertThat(keepsMeaning(new UnitTrees.Tree(files, List.of("first"))))
          .as(project.name())
          .isZero();
    }
  }

  /** Checks all that is promised, round by round; how many mends there were. */
  private static int keepsMeaning(UnitTrees.Tree tree) throws IOException {
    var root = Files.createTempDirectory("qm-mend").toRealPath();
    try {
      var folder = new MendFolder(root, tree.writeTo(root));
      var given = folder.texts();
      var all = Mending.all(folder.reading(), folder.check(), MendFolder.SETTINGS, given);
      var mends = 0;
      while (true) {
        var before = Looked.at(folder);
        var round =
            Mending.once(before.reading(), before.problems(), MendFolder.SETTINGS, folder.texts());
        if (round.isEmpty()) {
          break;
        }
        mends += round.size();
        assertThat(mends).as("it comes to an end").isLessThan(10_000);
        write(round, folder);
        isBetterAndOtherwiseTheSame(before, Looked.at(folder), round);
      }
      assertThat(changed(given, folder.texts())).as("all at once").isEqualTo(all.texts());
      assertThat(all.findings()).hasSize(mends);
      assertThat(folder.mend()).isEqualTo(new Mended(List.of(), Map.of()));
      return mends;
    } finally {
      UnitTrees.delete(root);
    }
  }

  /** What there is to be seen of a folder. */
  private record Looked(
      Map<Path, String> texts,
      Reading reading,
      List<Problem> problems,
      Map<String, GeneratedService> services) {
    static Looked at(MendFolder folder) throws IOException {
      var reading = folder.reading();
      Map<String, GeneratedService> services = new TreeMap<>();
      for (var service : Quadlet.generate(reading.units(), MendFolder.SETTINGS).services()) {
        services.put(service.source().name(), service);
      }
      return new Looked(folder.texts(), reading, folder.check(), services);
    }
  }

  private static void write(List<Mend> round, MendFolder folder) throws IOException {
    Map<Path, List<Mend>> byFile = new HashMap<>();
    round.forEach(mend -> byFile.computeIfAbsent(mend.file(), any -> new ArrayList<>()).add(mend));
    var texts = folder.texts();
    for (var file : byFile.entrySet()) {
      Files.writeString(
          file.getKey(), Mend.apply(texts.getOrDefault(file.getKey(), ""), file.getValue()));
    }
  }

  private static Map<Path, String> changed(Map<Path, String> before, Map<Path, String> after) {
    Map<Path, String> changed = new HashMap<>();
    after.forEach((file, text) -> {
      if (!text.equals(before.get(file))) {
        changed.put(file, text);
      }
    });
    return changed;
  }

  private static void isBetterAndOtherwiseTheSame(Looked before, Looked after, List<Mend> round) {
    var mended = new HashSet<Path>();
    round.forEach(mend -> mended.add(mend.file()));
    var found = new ArrayList<>(findings(before.problems()));
    for (var finding : findings(after.problems())) {
      assertThat(found.remove(finding)).as("new: %s after %s", finding, round).isTrue();
    }
    for (var mend : round) {
      assertThat(findings(List.of(mend.problem()))).as("gone").isSubsetOf(found);
    }
    for (var file : before.texts().keySet()) {
      var text = before.texts().getOrDefault(file, "");
      var changed = after.texts().getOrDefault(file, "");
      if (mended.contains(file)) {
        var kept = new ArrayList<>(comments(file, changed));
        comments(file, text)
            .forEach(comment -> assertThat(kept.remove(comment)).as(comment).isTrue());
        assertThat(lineEnds(changed)).isSubsetOf(lineEnds(text));
      } else {
        assertThat(changed).isEqualTo(text);
      }
    }
    var revived = new HashSet<>(after.services().keySet());
    revived.removeAll(before.services().keySet());
    for (var i = 0; i < before.reading().units().size(); i++) {
      var touched = Touched.by(round, before.reading().units().get(i));
      var unit = before.reading().units().get(i);
      settingsAreTheSame(unit, after.reading().units().get(i), touched);
      var service = before.services().get(unit.name());
      if (service != null) {
        assertThat(after.services()).containsKey(unit.name());
      }
      // what names a unit that Podman refused has its volume, image or network now
      if (service != null && revived.stream().noneMatch(unit.unit().text()::contains)) {
        serviceIsTheSame(service, after.services().get(unit.name()), touched);
      }
    }
  }

  /**
   * The keys that mends of a unit are about.
   *
   * @param keys [Section]Key, before and after
   */
  private record Touched(Set<String> keys) {
    static Touched by(List<Mend> round, QuadletUnit unit) {
      Set<String> keys = new HashSet<>();
      for (var mend : round) {
        for (var line : unit.unit().lines()) {
          if (line.file().equals(mend.file())) {
            var first = line.origin().line();
            var last = first + line.raw().chars().filter(c -> c == '\n').count() - 1;
            var number = mend.problem().origin().line();
            if (line instanceof Line.Setting setting
                && first <= number
                && number <= Math.max(first, last)) {
              keys.add(setting.entry().key());
            }
          }
        }
        // the names that the mend is about are quoted, or in brackets
        for (var word : mend.done().split("'", -1)) {
          keys.add(word);
        }
        if (mend.problem().rule().equals("unknown-section")) {
          var name = mend.done().substring(1, mend.done().indexOf(']'));
          unit.unit().entries(name).forEach(entry -> keys.add(entry.key()));
        }
      }
      return new Touched(keys);
    }

    boolean has(String key) {
      return keys.contains(key);
    }
  }

  private static void settingsAreTheSame(QuadletUnit before, QuadletUnit after, Touched touched) {
    assertThat(after.name()).isEqualTo(before.name());
    assertThat(settings(after.unit(), touched)).isEqualTo(settings(before.unit(), touched));
  }

  /** The values of each key of each section, in order, but for those that mends are about. */
  private static Map<String, List<String>> settings(UnitFile unit, Touched touched) {
    Map<String, List<String>> settings = new TreeMap<>();
    var section = "";
    for (var line : unit.lines()) {
      if (line instanceof Line.Header header) {
        section = header.name();
      } else if (line instanceof Line.Setting(Entry(var key, var value, _), _, _, _)
          && !touched.has(key)) {
        settings.computeIfAbsent("[" + section + "]" + key, any -> new ArrayList<>()).add(value);
      }
    }
    return settings;
  }

  private static void serviceIsTheSame(
      GeneratedService before, GeneratedService after, Touched touched) {
    assertThat(words(after, touched)).isEqualTo(words(before, touched));
    var theirs = ofSystemd(before, touched);
    var ours = ofSystemd(after, touched);
    if (before.source().name().endsWith(".pod")) {
      // a container that Podman refused wants its pod now
      List.of("[Unit]Wants", "[Unit]Before").forEach(theirs.keySet()::remove);
      List.of("[Unit]Wants", "[Unit]Before").forEach(ours.keySet()::remove);
    }
    assertThat(ours).isEqualTo(theirs);
  }

  /**
   * What systemd reads of a service, but for what comes from settings that mends are about, and for
   * the commands, which have words of many keys.
   */
  private static Map<String, List<String>> ofSystemd(GeneratedService service, Touched touched) {
    Set<Origin> origins = new HashSet<>();
    for (var line : service.source().unit().lines()) {
      if (line instanceof Line.Setting setting && touched.has(setting.entry().key())) {
        origins.add(setting.origin());
      }
    }
    Set<String> written = new HashSet<>();
    WRITTEN_FOR.forEach((key, keys) -> written.addAll(touched.has(key) ? keys : Set.of()));
    Map<String, List<String>> settings = new TreeMap<>();
    for (var section : List.of("Unit", "Service", "Install")) {
      for (var entry : service.unit().entries(section)) {
        if (!origins.contains(entry.origin())
            && !touched.has(entry.key())
            && !written.contains(entry.key())
            && !entry.key().startsWith("Exec")) {
          settings
              .computeIfAbsent("[" + section + "]" + entry.key(), any -> new ArrayList<>())
              .add(entry.value());
        }
      }
    }
    return settings;
  }

  /** The words of commands that come from settings that no mend is about. */
  private static Map<String, List<String>> words(GeneratedService service, Touched touched) {
    Map<String, List<String>> words = new TreeMap<>();
    for (var command : service.arguments().entrySet()) {
      List<String> kept = new ArrayList<>();
      for (var line : command.getValue()) {
        for (Argument argument : line) {
          if (!argument.causes().isEmpty()
              && argument.causes().stream().noneMatch(cause -> touched.has(cause.key()))) {
            kept.add(argument.word());
          }
        }
      }
      if (!kept.isEmpty()) {
        words.put(command.getKey(), kept);
      }
    }
    return words;
  }

  private static List<String> findings(List<Problem> problems) {
    List<String> findings = new ArrayList<>();
    for (var problem : problems) {
      findings.add(
          "%s %s %s: %s"
              .formatted(
                  problem.origin().file(),
                  problem.severity(),
                  problem.rule(),
                  problem.message().replaceAll("(line |:)\\d+", "$1N")));
    }
    return findings;
  }

  private static List<String> comments(Path file, String text) {
    List<String> comments = new ArrayList<>();
    for (var line : UnitFile.parseAll(file, text, Dialect.QUADLET).unit().lines()) {
      if (line instanceof Line.Remark remark && !remark.isEmpty()) {
        comments.add(remark.text());
      } else if (line instanceof Line.Setting) {
        for (var part : line.raw().split("\n", -1)) {
          if (part.strip().startsWith("#") || part.strip().startsWith(";")) {
            comments.add(part.strip());
          }
        }
      }
    }
    return comments;
  }

  private static Set<String> lineEnds(String text) {
    Set<String> ends = new HashSet<>();
    for (var at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      ends.add(at > 0 && text.charAt(at - 1) == '\r' ? "CRLF" : "LF");
    }
    if (ends.isEmpty()) {
      // a file of one line may get another one
      ends.add("LF");
    }
    return ends;
  }

  @Provide
  Arbitrary<UnitTrees.Tree> trees() {
    return Combinators.combine(UnitTrees.trees(), Arbitraries.longs())
        .as((tree, seed) -> {
          var random = new Random(seed);
          Map<String, String> files = new LinkedHashMap<>();
          tree.files().forEach((path, text) -> files.put(path, Mistakes.into(text, random)));
          return new UnitTrees.Tree(files, tree.folders());
        });
  }
}
