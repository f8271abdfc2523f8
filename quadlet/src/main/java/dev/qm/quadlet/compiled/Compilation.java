package dev.qm.quadlet.compiled;

import dev.qm.quadlet.generate.GeneratedService;
import dev.qm.quadlet.generate.Generation;
import dev.qm.quadlet.syntax.Origin;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Services and links to be written ahead of time, so that boot need not generate them.
 *
 * <p>Source: {@code systemd.unit(5)}, "Unit File Load Path": what stands in {@code
 * /etc/systemd/system} comes before what a generator makes.
 *
 * @param files the services
 * @param links the links beside them
 */
public record Compilation(List<File> files, List<GeneratedService.Link> links) {
  /** How the first line of every file begins that is written here. */
  static final String HEADER = "# Compiled by qm quadlet";

  private static final String DIGEST = "# sha256:";

  /** Copies what it is given, so that nobody can change it. */
  public Compilation {
    files = List.copyOf(files);
    links = List.copyOf(links);
  }

  /**
   * One file.
   *
   * @param name its name, such as {@code qm.service}
   * @param text its text: comments, which say what it is, whether it was changed since and which
   *     links belong to it, and the service
   * @param source the unit that it comes from
   */
  public record File(String name, String text, Origin source) {}

  /**
   * What is to be written for a generation; of two services or links with one name the last counts.
   *
   * @param generation what units became
   * @return the files and links
   */
  public static Compilation of(Generation generation) {
    Map<String, File> files = new LinkedHashMap<>();
    Map<String, GeneratedService.Link> links = new LinkedHashMap<>();
    for (var service : generation.services()) {
      var body = CompiledLinks.list(service.links()) + service.unit().text();
      files.remove(service.name());
      files.put(
          service.name(),
          new File(
              service.name(),
              HEADER
                  + " from "
                  + service.source().name()
                  + "; change that file and compile again\n"
                  + DIGEST
                  + digest(body)
                  + "\n"
                  + body,
              new Origin(service.source().file(), 1)));
      for (var link : service.links()) {
        links.put(link.path(), link);
      }
    }
    return new Compilation(List.copyOf(files.values()), List.copyOf(links.values()));
  }

  /** True if a text was written by this class, and by nobody changed since. */
  static boolean isUntouched(String text) {
    if (!text.startsWith(HEADER)) {
      return false;
    }
    var second = text.indexOf('\n') + 1;
    var third = text.indexOf('\n', second) + 1;
    return second > 0
        && third > 0
        && text.substring(second, third).equals(DIGEST + digest(text.substring(third)) + "\n");
  }

  /** True if a text was written by this class. */
  static boolean isCompiled(String text) {
    return text.startsWith(HEADER);
  }

  private static String digest(String text) {
    try {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has SHA-256", missing);
    }
  }
}
