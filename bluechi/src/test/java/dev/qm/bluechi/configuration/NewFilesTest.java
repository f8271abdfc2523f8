package dev.qm.bluechi.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What qm writes is read back as it was meant. */
class NewFilesTest {
  @Test
  void theAgentsFileNamesItsNodeAndItsController() {
    var text =
        NewFiles.agent(
            "host1",
            Optional.of(new NewFiles.Controller(List.of("192.0.2.1"), Optional.of(843))),
            NewFiles.Address.SAID);

    var layers =
        layers(Program.AGENT, "[bluechi-agent]\nControllerAddress=tcp:host=x,port=1\n", text);

    assertThat(layers.setting("NodeName")).map(Setting::value).contains("host1");
    assertThat(ControllerTarget.of(layers))
        .hasSize(1)
        .first()
        .isInstanceOfSatisfying(
            ControllerTarget.Tcp.class,
            tcp -> {
              assertThat(tcp.host()).isEqualTo("192.0.2.1");
              assertThat(tcp.port()).isEqualTo(843);
            });
  }

  @Test
  void severalControllersAreOneListOfAddresses() {
    var text =
        NewFiles.agent(
            "host1",
            Optional.of(new NewFiles.Controller(List.of("192.0.2.1", "::2"), Optional.empty())),
            NewFiles.Address.SAID);

    var layers = layers(Program.AGENT, "[bluechi-agent]\nControllerAddress=unix:path=/x\n", text);

    assertThat(layers.setting("ControllerAddress"))
        .map(Setting::value)
        .contains("tcp:host=192.0.2.1,port=842;tcp:host=::2,port=842");
    assertThat(ControllerTarget.of(layers))
        .extracting(target -> target instanceof ControllerTarget.Tcp tcp ? tcp.host() : "")
        .containsExactly("192.0.2.1", "::2");
  }

  @Test
  void theControllersFileAddsToTheListsOfOthers() {
    var layers =
        layers(
            Program.CONTROLLER,
            "[bluechi-controller]\nAllowedNodeNames=old,\n older\n",
            NewFiles.controller(List.of("host1", "qm.host1"), Optional.empty()));

    assertThat(layers.allowedNodes()).containsExactly("old", "older", "host1", "qm.host1");
  }

  @Test
  void theNameOfAPartitionFitsASection() {
    var name = "x".repeat(NodeName.LONGEST);

    assertThat(
            layers(Program.CONTROLLER, "", NewFiles.controller(List.of(name), Optional.empty()))
                .allowedNodes())
        .containsExactly(name);
  }

  private static Layers layers(Program program, String main, String dropIn) {
    return new Layers(
        program,
        Optional.empty(),
        Optional.of(file("main", main)),
        List.of(file(NewFiles.NAME, dropIn)));
  }

  private static ConfFile file(String name, String text) {
    return ConfFile.parse(Path.of("/etc", name), text.getBytes(StandardCharsets.UTF_8));
  }
}
