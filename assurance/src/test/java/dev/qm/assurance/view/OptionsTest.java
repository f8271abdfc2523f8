package dev.qm.assurance.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.assurance.view.Options.Option;
import dev.qm.quadlet.syntax.Argument;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
  private static final SystemdWords QM = SystemdWords.ofSystem("qm.service");

  /** The options of {@code podman run} with these words, for PodmanArgs= stand all of them. */
  private static Options run(String... words) {
    var command = new ArrayList<Argument>();
    command.add(new Argument("/usr/bin/podman", List.of()));
    command.add(new Argument("run", List.of()));
    for (var word : words) {
      command.add(new Argument(word, List.of(entry("PodmanArgs", word))));
    }
    command.add(new Argument("localhost/image", List.of(entry("Image", "localhost/image"))));
    command.add(new Argument("--pid=host", List.of(entry("Exec", "--pid=host"))));
    return Options.of(command, QM);
  }

  private static Entry entry(String key, String value) {
    return new Entry(key, value, new Origin(Path.of("/x.container"), 2));
  }

  private static List<String> shown(Options options) {
    return options.all().stream()
        .map(option ->
            option.name()
                + "="
                + option.value()
                + (option.word().isLiteral() ? "" : " " + option.word().kind()))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          $MORE               | =$MORE SPLIT
          $                   | =$ SPLIT
          ${MORE}             | =${MORE} OPEN
          %H                  | =%H OPEN
          --${MORE}           | =--${MORE} OPEN
          --vol${X}=/a:/b     | =--vol${X}=/a:/b OPEN
          --${A=B}            | =--${A=B} OPEN
          --volume=${X}:/b    | volume=${X}:/b OPEN
          -v${X}:/b           | volume=${X}:/b OPEN
          -v=%H:/b            | volume=%H:/b OPEN
          --volume=%h:/b      | volume=/root:/b
          --volume=%S/%p:/b   | volume=/var/lib/qm:/b
          --name=%n           | name=qm.service
          --label=a$$b%%c     | label=a$b%c
          --label=a$b         | label=a$b
          --label=a${b        | label=a${b
          --label=$$%%{b}     | label=$%{b}
          --label=5%          | label=5%
          --label=5%-         | label=5%-
          --label=%%H         | label=%H
          --label=$${X}       | label=${X}
          """)
  void whatSystemdPutsInIsPutInOrLeftOpen(String word, String option) {
    assertThat(shown(run(word, "--privileged"))).containsExactly(option, "privileged=true");
  }

  @Test
  void optionsAreReadOnBehindWordsThatOnlySystemdKnows() {
    assertThat(shown(run("$A", "--volume", "$B", "${C}", "-i${D}", "--ipc=host")))
        .containsExactly(
            "=$A SPLIT",
            "volume=$B SPLIT",
            "=${C} OPEN",
            "interactive=true",
            "=-i${D} OPEN",
            "ipc=host");
  }

  @Test
  void whatFollowsTheImageIsItsOwn() {
    assertThat(run("--init").named("pid")).isEmpty();
    assertThat(run("$A").named("pid")).isEmpty();
    assertThat(run("alpine", "--privileged").all()).isEmpty();
  }

  @Test
  void anImageThatOnlySystemdKnowsMayBeAnOptionAndEndsThem() {
    var image = new Argument("${IMAGE}", List.of(entry("Image", "${IMAGE}")));
    var options =
        Options.of(
            List.of(
                new Argument("podman", List.of()),
                new Argument("run", List.of()),
                image,
                new Argument("--privileged", List.of(entry("Exec", "--privileged")))),
            QM);

    assertThat(shown(options)).containsExactly("=${IMAGE} OPEN");
  }

  @Test
  void theWordRunIsQuadletsOwn() {
    var options =
        Options.of(
            List.of(
                new Argument("podman", List.of()),
                new Argument("--module", List.of(entry("GlobalArgs", "--module run $X"))),
                new Argument("run", List.of(entry("GlobalArgs", "--module run $X"))),
                new Argument("$X", List.of(entry("GlobalArgs", "--module run $X"))),
                new Argument("run", List.of()),
                new Argument("--privileged", List.of(entry("PodmanArgs", "--privileged"))),
                new Argument("image", List.of(entry("Image", "image")))),
            QM);

    assertThat(shown(options)).containsExactly("=$X SPLIT", "privileged=true");
  }

  @Test
  void aRootfsThatOnlySystemdKnowsIsSeen() {
    var rootfs = entry("Rootfs", "/usr/%H");
    var options =
        Options.of(
            List.of(
                new Argument("podman", List.of()),
                new Argument("run", List.of()),
                new Argument("--rootfs", List.of(rootfs)),
                new Argument("/usr/%H", List.of(rootfs))),
            QM);

    assertThat(options.all()).extracting(Option::value).containsExactly("true", "/usr/%H");
  }

  @Test
  void anInstanceIsKnownAndWhatATemplateBecomesIsNot() {
    var one = SystemdWords.ofSystem("a-b@one.service");
    var all = SystemdWords.ofSystem("a-b@.service");

    assertThat(one.word("%n %N %p %j %i").text()).isEqualTo("a-b@one.service a-b@one a-b b one");
    assertThat(all.word("%p %j").isLiteral()).isTrue();
    assertThat(List.of("%n", "%N", "%i", "%I")).noneMatch(word -> all.word(word).isLiteral());
  }

  @Test
  void aUsersSystemdHasFoldersOfItsOwn() {
    var words = SystemdWords.ofUser("app.service", Optional.of("/var/home/jo"));

    assertThat(words.word("%h/%N").text()).isEqualTo("/var/home/jo/app");
    assertThat(List.of("%t", "%S", "%E", "%u")).noneMatch(word -> words.word(word).isLiteral());
  }
}
