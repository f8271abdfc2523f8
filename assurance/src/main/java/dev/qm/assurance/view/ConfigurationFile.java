package dev.qm.assurance.view;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.Bounded;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The file that says how a kernel was built: lines {@code CONFIG_NAME=y} (Kconfig).
 *
 * @param source where it is, on the machine
 */
public record ConfigurationFile(String source, String text) {
  private static final int LONGEST = 4 << 20;

  /**
   * That of the kernel which {@code root} shows.
   *
   * @param release as uname(2) has it
   * @throws HostException where no file has it, or it is longer than any
   */
  public static ConfigurationFile read(Root root, String release) throws HostException {
    var places = new ArrayList<>(List.of("/proc/config.gz"));
    if (!release.isEmpty() && release.indexOf('/') < 0) {
      places.add("/boot/config-" + release);
      places.add("/lib/modules/" + release + "/config");
    }
    for (var place : places) {
      var file = root.at(place);
      if (Files.isRegularFile(file)) {
        try {
          return new ConfigurationFile(place, text(file));
        } catch (IOException failure) {
          throw new HostException("cannot read " + file, failure);
        }
      }
    }
    throw new HostException(
        "the kernel's configuration is not known",
        "there is none of " + String.join(", ", places),
        "the module `configs` brings /proc/config.gz where the kernel has it as one");
  }

  /** Whether {@code CONFIG_name} is part of the kernel. */
  public boolean has(String name) {
    return text.contains("\nCONFIG_" + name + "=y\n");
  }

  private static String text(Path file) throws IOException {
    var bytes = Bounded.bytes(file, LONGEST);
    if (file.toString().endsWith(".gz")) {
      try (var plain = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        bytes = Bounded.bytes(plain, file, LONGEST);
      }
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
