package dev.qm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.cli.launcher.Shell;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program that Podman calls, with a spec on standard input. */
class DeviceHookMainTest {
  private static final String AUDIO = "org.containers.qm.device.audio";

  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void aMachine() throws IOException {
    root = Files.createDirectories(folder.resolve("root"));
    Files.createDirectories(root.resolve("dev/snd"));
  }

  @Test
  void theChangedSpecComesOutAndWithoutJournalTheDecisionsGoToStandardError() throws Exception {
    node("snd/timer", "116", "33");

    var run = hook(spec(AUDIO, "true"), "--root", root.toString());

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .startsWith("{\"annotations\"")
        .contains("\"path\":\"/dev/snd/timer\",\"type\":\"c\",\"major\":116,\"minor\":33")
        .contains("\"allow\":true,\"type\":\"c\",\"major\":116,\"minor\":33,\"access\":\"rw\"")
        .endsWith("}");
    assertThat(run.err())
        .isEqualTo("qm-device-hook: " + AUDIO + ": /dev/snd/timer c 116:33 rw added\n");
  }

  @Test
  void whereThereIsAJournalTheDecisionsGoThere() throws Exception {
    node("snd/timer", "116", "33");
    var socket = Files.createDirectories(root.resolve("run/systemd/journal")).resolve("stdout");
    try (var journal = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      journal.bind(UnixDomainSocketAddress.of(socket));

      var good = hook(spec(AUDIO, "true"), "--root", root.toString());
      var bad = hook(spec(AUDIO + "s", "true"), "--root", root.toString());

      assertThat(good.err()).isEmpty();
      assertThat(read(journal))
          .startsWith("qm-device-hook\n")
          .endsWith("<6>" + AUDIO + ": /dev/snd/timer c 116:33 rw added\n");
      assertThat(bad.status()).isZero();
      assertThat(read(journal))
          .endsWith(
              "<4>unknown annotation '"
                  + AUDIO
                  + "s' opens nothing; did you mean '"
                  + AUDIO
                  + "'?\n");
    }
  }

  @Test
  void anUnknownAnnotationIsOneLineWithTheNearestKnownAndTheContainerStarts() throws Exception {
    var spec = spec("org.containers.qm.device.vidoe", "true");

    var run = hook(spec, "--root", root.toString());

    assertThat(run.status()).isZero();
    assertThat(run.out()).isEqualTo(spec);
    assertThat(run.err())
        .isEqualTo(
            "qm-device-hook: unknown annotation 'org.containers.qm.device.vidoe' opens nothing; "
                + "did you mean 'org.containers.qm.device.video'?\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no JSON", "{\"a\":1,\"a\":1}", "\u001b[31m", "[[[["})
  void whatIsNoSpecIsOneMessageWithoutATrace(String input) throws Exception {
    var run = hook(input, "--root", root.toString());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("error: standard input is no runtime spec: ")
        .doesNotContain("\tat ", "\u001b")
        .hasLineCount(2);
  }

  @Test
  void textThatIsNotUtf8IsRefused() throws Exception {
    var file = folder.resolve("spec");
    Files.write(file, new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'});

    assertThat(run(file, "--root", root.toString()).err()).contains("not UTF-8 text");
  }

  @Test
  void aSpecWithoutEndIsNotReadToIt() throws Exception {
    var line =
        new ArrayList<>(List.of("sh", "-c", "yes '{\"a\":' | head -c 100000000 | \"$0\" \"$@\""));
    line.addAll(words(List.of("device-hook", "--root", root.toString())));

    var run = Shell.run(folder, line.toArray(String[]::new));

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("longer than 16777216 bytes");
  }

  @Test
  void theUsualOptionsTakeTheUsualWay() throws Exception {
    assertThat(hook("", "--help").out()).contains("qm device-hook", AUDIO);
    assertThat(hook("", "--no-such-option").status()).isEqualTo(2);
    assertThat(hook(spec(AUDIO, "false"), "--root", root.toString(), "--debug").out())
        .isEqualTo(spec(AUDIO, "false"));
  }

  /** What is loaded is what a container's start waits for. */
  @Test
  void neitherTheCommandLineNorJsonLibraryNorLambdasAreLoaded() throws Exception {
    node("snd/timer", "116", "33");
    var log = folder.resolve("loaded");
    var words = words(List.of("device-hook", "--root", root.toString()));
    words.set(words.indexOf(System.getProperty("jdk.module.path")), ShippedModules.path(folder));
    words.addAll(1, List.of("-Xshare:off", "-Xlog:class+load:file=" + log));
    var spec = Files.writeString(folder.resolve("spec"), spec(AUDIO, "true"));

    var run = withInput(spec, words);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(Files.readAllLines(log).stream().map(DeviceHookMainTest::className))
        .contains("dev.qm.device.DeviceHook")
        .noneMatch(name -> name.startsWith("dev.qm.cli.command.") && !name.contains(".device."))
        .noneMatch(name -> name.startsWith("dev.qm.cli.help") || name.contains("ArgumentParser"))
        .noneMatch(name -> name.equals("dev.qm.cli.command.device.DeviceHookCommand"))
        .noneMatch(name -> name.startsWith("com.fasterxml.jackson"))
        .noneMatch(name -> name.startsWith("java.util.regex"))
        .noneMatch(name -> name.startsWith("dev.qm") && name.contains("Lambda"))
        .noneMatch(name -> name.equals("java.lang.runtime.SwitchBootstraps"))
        .noneMatch(name -> name.equals("java.lang.runtime.ObjectMethods"))
        .noneMatch(name -> name.equals("java.lang.invoke.StringConcatFactory"));
  }

  private static String className(String line) {
    var name = line.substring(line.lastIndexOf(']') + 1).strip();
    return name.substring(0, Math.max(0, name.indexOf(' ')));
  }

  private static String read(ServerSocketChannel journal) throws IOException {
    try (var connection = journal.accept()) {
      return new String(Channels.newInputStream(connection).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String spec(String annotation, String value) {
    return "{\"annotations\":{\"" + annotation + "\":\"" + value + "\"},\"linux\":{}}";
  }

  private Shell.Result hook(String spec, String... options) throws Exception {
    return run(Files.writeString(folder.resolve("spec"), spec), options);
  }

  private Shell.Result run(Path spec, String... options) throws Exception {
    var arguments = new ArrayList<>(List.of("device-hook"));
    arguments.addAll(List.of(options));
    return withInput(spec, words(arguments));
  }

  private static List<String> words(List<String> arguments) {
    var words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--module-path",
                System.getProperty("jdk.module.path"),
                "-m",
                "dev.qm.cli/dev.qm.cli.DeviceHookMain"));
    words.addAll(arguments);
    return words;
  }

  private Shell.Result withInput(Path input, List<String> words) throws Exception {
    var line = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" < \"$0\"", input.toString()));
    line.addAll(words);
    return Shell.run(folder, line.toArray(String[]::new));
  }

  private void node(String name, String major, String minor) throws Exception {
    var place = root.resolve("dev").resolve(name).toString();
    var made = Shell.run(folder, "mknod", place, "c", major, minor).status();
    assumeTrue(made == 0, "device nodes are for root to make, mknod(2)");
  }
}
