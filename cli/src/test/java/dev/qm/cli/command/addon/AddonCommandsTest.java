package dev.qm.cli.command.addon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.JsonFactory;
import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.ArgumentParser;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.terminal.Console;
import dev.qm.cli.terminal.Terminal;
import dev.qm.host.HostException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddonCommandsTest {
  private static final Path TREE = Path.of(System.getProperty("qm.tree"));
  private static final String DROP_IN = "usr/share/containers/systemd/qm.container.d/50-radio.conf";

  @TempDir Path work;
  private Path addons;
  private Path root;

  /** What a call printed. */
  private record Call(int status, String out, String err) {}

  @BeforeEach
  void aMachine() throws Exception {
    System.setProperty("qm.system", TREE.resolve("system").toString());
    addons = work.resolve("addons");
    root = Files.createDirectories(work.resolve("root"));
    for (var folder : List.of("usr/share", "etc", "opt", "var/lib")) {
      Files.createDirectories(root.resolve(folder));
    }
  }

  @AfterEach
  void clean() {
    System.clearProperty("qm.system");
  }

  @Test
  void whatNewWritesBuildsAtOnce() throws Exception {
    assertThat(call("new", "radio", "--addons=" + addons).status()).isZero();

    var built = call("build", "radio", "--addons=" + addons, "--output=" + work, "--release=7");

    var files = built.out().lines().toList();
    assertThat(files).hasSize(2).allSatisfy(file -> assertThat(Path.of(file)).isNotEmptyFile());
    assertThat(files.getFirst()).matches(work + "/qm-radio-[0-9.~a-z]+-7\\.noarch\\.rpm");
    assertThat(files.getLast()).matches(work + "/qm-radio_[0-9.~a-z]+-7_all\\.deb");
    assertThatThrownBy(() -> call("new", "radio", "--addons=" + addons))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("is there already");
  }

  @Test
  void qmsOwnAddOnsHaveNoMistake() throws Exception {
    var built =
        call(
            "build",
            "--all",
            "--format=deb",
            "--addons=" + TREE.resolve("addons"),
            "--output=" + work);

    assertThat(built.err()).isEmpty();
    assertThat(built.status()).isZero();
  }

  @Test
  void anAddOnWithMistakesIsNotBuiltAndEachIsNamedWithItsLine() throws Exception {
    call("new", "radio", "--addons=" + addons);
    var dropIn = addons.resolve("radio/files").resolve(DROP_IN);
    Files.writeString(dropIn, "[Container]\nAddDevice=/dev/kvm\n");

    var out = new StringBuilder();
    assertThatThrownBy(() -> call(out, "build", "radio", "--addons=" + addons, "--output=" + work))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("nothing was built");
    assertThat(out)
        .contains(DROP_IN + ":2:1: error: opens /dev/kvm, which addon.conf does not declare")
        .contains("2 | AddDevice=/dev/kvm");
    assertThat(work.toFile().list()).noneMatch(name -> name.endsWith(".deb"));
  }

  @Test
  void anAddOnThatWouldOverwriteAFileOfQmOrOfAnotherAddOnIsNotBuilt() throws Exception {
    call("new", "radio", "--addons=" + addons);
    for (var path :
        List.of(
            "usr/share/containers/systemd/qm.container",
            "usr/share/containers/systemd/qm.container.d/50-kvm.conf")) {
      var file = addons.resolve("radio/files").resolve(path);
      Files.writeString(file, "[Container]\n");
      var out = new StringBuilder();

      assertThatThrownBy(
              () -> call(out, "build", "radio", "--addons=" + addons, "--output=" + work))
          .isInstanceOf(CommandFailure.class);
      assertThat(out).contains(path + ":1:1: error: /" + path + " belongs to the package qm");
      Files.delete(file);
    }
  }

  @Test
  void listAndInfoAreDataToo() throws Exception {
    call("new", "radio", "--addons=" + addons);

    assertThat(call("list", "--addons=" + addons, "--root=" + root).out())
        .contains("radio   no         opens /dev/null");
    for (var words :
        List.of(new String[] {"list", "--json"}, new String[] {"info", "radio", "--json"})) {
      var all =
          Stream.concat(Stream.of(words), Stream.of("--addons=" + addons, "--root=" + root))
              .skip(1)
              .toArray(String[]::new);
      try (var json = new JsonFactory().createParser(call(words[0], all).out())) {
        while (json.nextToken() != null) {
          // to the end
        }
      }
    }
    assertThat(call("info", "radio", "--addons=" + addons, "--root=" + root).out())
        .contains("Would open:\n  /dev/null  stands for the device");
  }

  @Test
  void infoTellsWhatAnInstalledAddOnOpenedAndWhatStaysClosed() throws Exception {
    assumeRoot();
    Files.createDirectories(root.resolve("usr/share/containers/systemd"));
    Files.copy(
        TREE.resolve("system/usr/share/containers/systemd/qm.container"),
        root.resolve("usr/share/containers/systemd/qm.container"));
    for (var node : List.of("video0", "video1", "snd/timer")) {
      Files.createDirectories(root.resolve("dev").resolve(node).resolveSibling(""));
      Files.createFile(root.resolve("dev").resolve(node));
    }
    var own = "--addons=" + TREE.resolve("addons");
    var at = "--root=" + root;
    assertThat(call("info", "mount-bind-video", own, at).out())
        .contains("not installed", "(here: /dev/video0 /dev/video1)");

    call("install", "mount-bind-video", own, at);
    call("install", "mount-bind-sound", own, at);

    assertThat(call("info", "mount-bind-sound", own, at).out())
        .contains("/dev/snd/*  ")
        .contains("(open: /dev/snd/timer)");
    assertThat(call("info", "mount-bind-video", own, at).out())
        .contains("(open: /dev/video0 /dev/video1)")
        .contains("/dev/media*  ")
        .contains("(none here)");

    // the user chooses one camera, by a name that stays
    var mine = root.resolve("etc/containers/systemd/qm.container.d/50-mount-bind-video.conf");
    Files.createDirectories(mine.resolveSibling(""));
    Files.writeString(mine, "[Container]\nAddDevice=-/dev/rear:/dev/video0\n");
    Files.createSymbolicLink(root.resolve("dev/rear"), Path.of("video1"));

    assertThat(call("info", "mount-bind-video", own, at).out())
        .contains("(open: /dev/video1) (closed: /dev/video0)");
  }

  @Test
  void withoutAPackageManagerTheFilesLandAndGoByARecord() throws Exception {
    assumeRoot();
    call("new", "radio", "--addons=" + addons);

    var installed = call("install", "radio", "--addons=" + addons, "--root=" + root);

    assertThat(installed.out()).contains("Installed radio.").contains("run: qm restart");
    assertThat(root.resolve(DROP_IN)).content().contains("AddDevice=-/dev/null");
    assertThat(call("list", "--addons=" + addons, "--root=" + root).out()).contains("radio   yes ");
    assertThat(call("info", "radio", "--addons=" + addons, "--root=" + root).out())
        .contains("Opens:\n  /dev/null");

    // a second time changes nothing
    call("install", "radio", "--addons=" + addons, "--root=" + root);
    assertThat(call("remove", "radio", "--root=" + root).out()).contains("Removed radio.");

    try (var left = Files.walk(root)) {
      assertThat(left.map(path -> root.relativize(path).toString()))
          .containsExactlyInAnyOrder(
              "",
              "usr",
              "usr/share",
              "etc",
              "opt",
              "var",
              "var/lib",
              "var/lib/qm",
              "var/lib/qm/lock");
    }
    assertThatThrownBy(() -> call("remove", "radio", "--root=" + root))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("is not installed");
  }

  @Test
  void aFileThatIsThereIsNeverOverwrittenAndAChangedOneNeverRemoved() throws Exception {
    assumeRoot();
    call("new", "radio", "--addons=" + addons);
    Files.createDirectories(root.resolve(DROP_IN).resolveSibling(""));
    Files.writeString(root.resolve(DROP_IN), "mine\n");

    assertThatThrownBy(() -> call("install", "radio", "--addons=" + addons, "--root=" + root))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("is there already");
    assertThat(root.resolve(DROP_IN)).content().isEqualTo("mine\n");
    assertThat(root.resolve("var/lib/qm/addons")).doesNotExist();

    Files.delete(root.resolve(DROP_IN));
    call("install", "radio", "--addons=" + addons, "--root=" + root);
    Files.writeString(root.resolve(DROP_IN), "changed\n");

    assertThat(call("remove", "radio", "--root=" + root).err())
        .contains("kept your changed " + root.resolve(DROP_IN));
    assertThat(root.resolve(DROP_IN)).content().isEqualTo("changed\n");
  }

  @Test
  void anAddOnThatAnotherOneNeedsStays() throws Exception {
    assumeRoot();
    call("new", "radio", "--addons=" + addons);
    call("new", "speaker", "--addons=" + addons);
    var descriptor = addons.resolve("speaker/addon.conf");
    Files.writeString(
        descriptor, Files.readString(descriptor).replace("[Addon]\n", "[Addon]\nRequires=radio\n"));
    call("install", "radio", "--addons=" + addons, "--root=" + root);
    call("install", "speaker", "--addons=" + addons, "--root=" + root);

    assertThatThrownBy(() -> call("remove", "radio", "--root=" + root))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("the add-on speaker needs radio");

    call("remove", "speaker", "--root=" + root);
    assertThat(call("remove", "radio", "--root=" + root).out()).contains("Removed radio.");
  }

  @ParameterizedTest
  @CsvSource({
    "usr/libexec/qm/bin/java, qm-ctl",
    "usr/bin/qm, qm-ctl",
    "usr/bin/qmctl, qm-ctl",
    "usr/share/qm/seccomp.json, qm",
    "usr/share/containers/systemd/qm.container, qm"
  })
  void aFileOfQmItselfFailsTheBuild(String path, String owner) throws Exception {
    call("new", "radio", "--addons=" + addons);
    var file = addons.resolve("radio/files").resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, "");
    var errors = new StringBuilder();

    assertThatThrownBy(
            () -> call(errors, "build", "radio", "--addons=" + addons, "--output=" + work))
        .isInstanceOf(CommandFailure.class);

    assertThat(errors).contains("/" + path + " belongs to the package " + owner + ";");
  }

  @Test
  void listsOfPackagesThatAreGoneGoToo() throws Exception {
    var packages = work.resolve("packages");
    call("new", "radio", "--addons=" + addons);
    call("build", "radio", "--addons=" + addons, "--output=" + packages);
    call("repo", packages.toString());
    try (var debs = Files.newDirectoryStream(packages, "*.deb")) {
      for (var deb : debs) {
        Files.delete(deb);
      }
    }

    assertThat(call("repo", packages.toString()).out()).doesNotContain("apt:");

    assertThat(packages.resolve("repodata/repomd.xml")).exists();
    for (var list : List.of("Packages", "Packages.gz", "Release")) {
      assertThat(packages.resolve(list)).doesNotExist();
    }
  }

  @Test
  void aRepositoryIsMadeOfWhatWasBuilt() throws Exception {
    call("new", "radio", "--addons=" + addons);
    call("build", "radio", "--addons=" + addons, "--output=" + work.resolve("packages"));

    var made = call("repo", work.resolve("packages").toString());
    call("repo", work.resolve("packages").toString());

    assertThat(made.out())
        .contains("dnf: baseurl=file://" + work + "/packages")
        .contains("apt: deb [trusted=yes] file:" + work + "/packages ./");
    try (var lists = Files.list(work.resolve("packages/repodata"))) {
      assertThat(lists).as("no list of the first call is left").hasSize(4);
    }
    assertThat(work.resolve("packages/Packages")).content().contains("Package: qm-radio\n");

    Files.writeString(work.resolve("packages/broken.rpm"), "no package");
    assertThatThrownBy(() -> call("repo", work.resolve("packages").toString()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("broken.rpm: not an RPM");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "build",
        "build --all radio",
        "build radio --format=zip",
        "build radio --release=x/y",
        "build ../radio",
        "new Radio",
        "new ctl",
        "install ctl",
        "remove ctl",
        "info -- -x"
      })
  void wrongUsageIsToldFromFailure(String line) {
    var words = List.of(line.split(" ", -1));

    assertThatThrownBy(
            () -> call(words.getFirst(), words.subList(1, words.size()).toArray(String[]::new)))
        .isInstanceOf(UsageException.class);
  }

  private static void assumeRoot() throws Exception {
    assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
        .as("it needs root")
        .isEqualTo(0);
  }

  private Call call(String command, String... words) throws Exception {
    return call(new StringBuilder(), command, words);
  }

  private Call call(StringBuilder errors, String command, String... words) throws Exception {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console = Console.of(out, err, Terminal.NONE);
    var subcommand = (Subcommand) new AddonCommands().find(command).orElseThrow();
    var outcome = ArgumentParser.parse(subcommand.spec(), List.of(words));
    try {
      var status =
          subcommand.run(
              new Invocation(((ArgumentParser.Outcome.Run) outcome).arguments(), console));
      console.flush();
      return new Call(
          status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      console.flush();
      errors.append(err.toString(StandardCharsets.UTF_8));
    }
  }
}
