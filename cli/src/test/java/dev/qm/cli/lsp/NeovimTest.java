package dev.qm.cli.lsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.qm.cli.launcher.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real Neovim, set up as docs/quadlet-lsp.md says, with the real command. */
@Tag("launcher")
class NeovimTest {
  private static final Path TREE = Path.of(System.getProperty("qm.tree"));
  private static final Path IMAGE = TREE.resolve("build/image");
  private static final String TOOLS = TREE.resolve("testbed/build-tools").toString();

  @TempDir Path work;

  @BeforeEach
  void needTools() throws Exception {
    assumeThat(Files.isExecutable(IMAGE.resolve("bin/qm"))).as("./qm was not built").isTrue();
    var missing = Shell.run(work, TOOLS, "--missing");
    assumeThat(missing.status()).as("Neovim cannot be had here: %s", missing.out()).isZero();
    assumeThat(Shell.run(work, TOOLS).status()).as("Neovim could not be built").isZero();
  }

  /** The lines of the first block that begins with these words. */
  private static String snippet(String beginning) throws IOException {
    var lines = new ArrayList<String>();
    var inside = false;
    for (var line : Files.readAllLines(TREE.resolve("docs/quadlet-lsp.md"))) {
      if (line.startsWith("```")) {
        if (inside && !lines.isEmpty() && lines.getFirst().startsWith(beginning)) {
          return String.join("\n", lines) + "\n";
        }
        inside = !inside;
        lines.clear();
      } else if (inside) {
        lines.add(line);
      }
    }
    throw new AssertionError("docs/quadlet-lsp.md has no block that begins with " + beginning);
  }

  private Map<String, String> seen() throws Exception {
    var units = Files.createDirectory(work.resolve("units"));
    Files.writeString(units.resolve("radio.container"), "[Container]\nImage=q.io/radio\n");
    Files.writeString(units.resolve("data.volume"), "[Volume]\n");
    assertThat(Shell.run(work, "cp", "-R", IMAGE.toRealPath().toString(), "qm").status()).isZero();
    Files.writeString(
        work.resolve("init.lua"),
        "vim.env.PATH = '/desk/qm/bin:' .. vim.env.PATH\n" + snippet("-- Neovim 0.10"));
    try (var script = NeovimTest.class.getResourceAsStream("neovim.lua")) {
      Files.copy(script, work.resolve("neovim.lua"));
    }
    var run =
        Shell.run(
            work,
            TOOLS,
            "--run",
            work.toString(),
            "nvim",
            "--headless",
            "-u",
            "/desk/init.lua",
            "-i",
            "NONE",
            "-n",
            "-c",
            "luafile /desk/neovim.lua");
    assertThat(run.status()).as("%s", run).isZero();
    Map<String, String> seen = new HashMap<>();
    for (var line : Files.readAllLines(work.resolve("seen"))) {
      var tab = line.indexOf('\t');
      seen.put(line.substring(0, tab), line.substring(tab + 1));
    }
    return seen;
  }

  @Test
  void whatIsTypedIsJudgedCompletedExplainedFoundAndFormatted() throws Exception {
    var seen = seen();

    assertThat(seen).doesNotContainKey("error");
    assertThat(seen)
        .containsEntry("filetype", "systemd")
        .containsEntry("server", "qm")
        .containsEntry("opened", "none")
        .containsEntry("other opened", "none")
        .containsEntry("drop-in opened", "none")
        .containsEntry("mended", "none")
        .containsEntry("deleted", "none")
        .containsEntry("line", "Pull=")
        .containsEntry("definition", "/desk/units/data.volume")
        .containsEntry("drop-in", "systemd")
        .containsEntry("ended", "true");
    assertThat(seen.get("typed"))
        .startsWith("2:0-7 unknown-key unknown key 'Volumes' in [Container]");
    // Neovim counts bytes, whatever it counts with the server
    assertThat(seen.get("wide"))
        .startsWith("3:13-14 unquoted-space 'b' is a word")
        .contains(" / 3:20-21 unquoted-space 'd' is a word");
    assertThat(seen).containsEntry("value", "none");
    assertThat(seen.get("hover")).contains("data.volume", "data-volume.service");
    assertThat(seen.get("completed"))
        .isEqualTo("Pull --pull VALUE: When the image is pulled: always, missing, never or newer.");
    assertThat(seen.get("formatted"))
        .isEqualTo("[Container]\\nImage=q.io/radio\\nVolume=data.volume:/d\\nPull=never");
    assertThat(seen.get("other")).contains("syntax");
    assertThat(seen.get("drop-in finding")).contains("unknown-key");
    assertThat(List.copyOf(seen.values())).doesNotContain("nothing was told");
  }
}
