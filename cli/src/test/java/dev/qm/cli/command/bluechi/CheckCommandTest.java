package dev.qm.cli.command.bluechi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.bluechi.configuration.MachineInspection;
import dev.qm.bluechi.configuration.ProxyInspection;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.AgentConfiguration;
import dev.qm.partition.PartitionSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Machines with one thing wrong each, and what is found. */
class CheckCommandTest {
  private static final Path CASES =
      Path.of(System.getProperty("qm.tree"), "cli/src/test/resources/bluechi");

  private static final Pattern RULE = Pattern.compile("\"(bluechi-[a-z-]+)\"");

  @TempDir Path root;

  static List<String> cases() throws Exception {
    try (var files = Files.list(CASES)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void findsWhatIsWrongAndNothingElse(String name) throws Exception {
    var expected = new ArrayList<String>();
    machine(Files.readAllLines(CASES.resolve(name)), expected);

    var place = new Root(root);
    var spec = PartitionSpec.load(place);
    var read = MachineFiles.read(place, spec);
    var found =
        Reach.together(
                List.of(
                    MachineInspection.of(read),
                    ProxyInspection.of(read, ProxyUnits.read(place, spec))))
            .stream()
            .map(problem ->
                problem.toString().substring(root.toString().length())
                    + " ("
                    + problem.rule()
                    + ")")
            .toList();

    assertThat(found).as(String.join("\n", found)).hasSize(expected.size());
    for (var i = 0; i < expected.size(); i++) {
      var words = expected.get(i).split(" \\| ", 2);
      var place3 = words[0].split(" ", -1);
      assertThat(found.get(i))
          .startsWith(place3[0] + ":")
          .contains(" " + place3[1] + ": ")
          .endsWith(" (" + place3[2] + ")")
          .contains(words[1]);
    }
    var isClean = expected.stream().allMatch(line -> line.contains(" note "));
    var call = BluechiCall.of(root, "check");
    assertThat(call.status()).isEqualTo(isClean ? 0 : 1);
    assertThat(call.out().lines()).hasSizeGreaterThan(expected.size());
    assertThat(BluechiCall.of(root, "check", "--json").out())
        .startsWith("{")
        .contains("\"nodes\"", "\"problems\"");
  }

  /** A rule without a case could never find anything. */
  @Test
  void everyRuleHasACase() throws Exception {
    var sources =
        Path.of(
            System.getProperty("qm.tree"), "bluechi/src/main/java/dev/qm/bluechi/configuration");
    var rules = new TreeSet<String>();
    for (var source :
        List.of("FileInspection", "MachineInspection", "Problems", "ProxyInspection")) {
      var names = RULE.matcher(Files.readString(sources.resolve(source + ".java")));
      while (names.find()) {
        rules.add(names.group(1));
      }
    }
    var seen = new TreeSet<String>();
    for (var name : cases()) {
      for (var line : Files.readAllLines(CASES.resolve(name))) {
        if (line.contains(" | ")) {
          seen.add(line.split(" ", -1)[2]);
        }
      }
    }

    assertThat(seen).hasSizeGreaterThan(15).isEqualTo(rules);
  }

  @Test
  void aMachineWithoutBluechiHasNothingToCheck() throws Exception {
    var call = BluechiCall.of(root, "check");

    assertThat(call.status()).isZero();
    assertThat(call.out()).startsWith("Nothing of BlueChi is here");
  }

  @Test
  void whatThePartitionPutsThereEndsNothing() throws Exception {
    BluechiCall.machine(root);
    BluechiCall.put(root, "etc/bluechi/agent.conf", "[bluechi-agent]\nControllerHost=192.0.2.1\n");
    var inside = root.resolve("etc/qm/bluechi");
    Files.createDirectories(inside.resolve("agent.conf.d/03-folder.conf"));
    Files.createSymbolicLink(inside.resolve("agent.conf"), Path.of("agent.conf"));
    Files.write(inside.resolve("agent.conf.d/00-long.conf"), new byte[1 << 20]);
    Files.write(inside.resolve("agent.conf.d/01-zero.conf"), new byte[1000]);
    Files.writeString(inside.resolve("agent.conf.d/02-\u001b[31m.conf"), "");
    for (var i = 0; i < 200; i++) {
      Files.writeString(inside.resolve("agent.conf.d/1" + i + ".conf"), "[x]\ny=z\n".repeat(3000));
    }

    var call = BluechiCall.of(root, "check");

    assertThat(call.status()).isEqualTo(1);
    assertThat(call.out())
        .contains("agent.conf:1:1: warning: this is not looked at")
        .contains("03-folder.conf:1:1: warning: this is not looked at; it is a folder")
        .contains("00-long.conf:1:1: warning: this is not looked at; it is longer than")
        .contains("01-zero.conf:1:1: error: the line has more than")
        .contains("there are more than 100 files here")
        .doesNotContain("\u001b", "looks for its controller inside");
  }

  @Test
  void theFolderOfThePartitionMayLeadAnywhere() throws Exception {
    BluechiCall.machine(root);
    BluechiCall.put(root, "etc/bluechi/agent.conf", "[bluechi-agent]\nControllerHost=192.0.2.1\n");
    BluechiCall.put(root, "secret/agent.conf", "[bluechi-agent]\nNodeName=secret\n");
    Files.createSymbolicLink(root.resolve("etc/qm/bluechi"), Path.of("../../secret"));

    assertThat(BluechiCall.of(root, "check").out()).doesNotContain("secret\n", "NodeName=secret");
  }

  private void machine(List<String> lines, List<String> expected) throws Exception {
    BluechiCall.machine(root);
    var without = new ArrayList<String>();
    var links = new ArrayList<String[]>();
    var inside = new ArrayList<String[]>();
    for (var i = 0; i < lines.size(); i++) {
      var head = lines.get(i);
      assertThat(head).startsWith("=== ");
      var what = head.substring("=== ".length());
      var text = new StringBuilder();
      while (i + 1 < lines.size() && !lines.get(i + 1).startsWith("=== ")) {
        text.append(lines.get(++i)).append('\n');
      }
      if (what.equals("expect")) {
        expected.addAll(text.toString().lines().toList());
      } else if (what.equals("controller")) {
        BluechiCall.controller(root);
      } else if (what.startsWith("without ")) {
        without.add(what.substring("without ".length()));
      } else if (what.startsWith("link ")) {
        links.add(what.substring("link ".length()).split(" -> ", -1));
      } else if (what.startsWith("etc/qm/")) {
        inside.add(new String[] {what, text.toString()});
      } else {
        BluechiCall.put(root, what, text.toString());
      }
    }
    try {
      // as each start of the partition does
      AgentConfiguration.refresh(new Root(root), root.resolve("etc/qm"));
    } catch (HostException notUnderstood) {
      // and the partition starts without
    }
    for (var file : inside) {
      BluechiCall.put(root, file[0], file[1]);
    }
    for (var link : links) {
      var place = root.resolve(link[0]);
      Files.createDirectories(place.resolveSibling(".").normalize());
      Files.createSymbolicLink(place, Path.of(link[1]));
    }
    for (var gone : without) {
      Files.delete(root.resolve(gone));
    }
  }
}
