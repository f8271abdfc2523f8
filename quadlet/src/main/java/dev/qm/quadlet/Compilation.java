package dev.qm.quadlet;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Services and links to be written ahead of time, so that boot need not generate them.
 *
 * @param files the services
 * @param links the links beside them
 */
public record Compilation(List<File> files, List<GeneratedService.Link> links) {
  /** How the first line of every file begins that is written here. */
  static final String HEADER = "# Compiled by qm quadlet";

  private static final String DIGEST = "# sha256:";

  public Compilation {
    files = List.copyOf(files);
    links = List.copyOf(links);
  }

  /**
   * One file.
   *
   * @param name its name, such as {@code qm.service}
   * @param text its text: two comments, which say what it is and whether it was changed since, and
   *     the service
   * @param source the unit that it comes from
   */
  public record File(String name, String text, Origin source) {}

  /** What is to be written for a generation; of two services with one name the last counts. */
  public static Compilation of(Generation generation) {
    List<File> files = new ArrayList<>();
    List<GeneratedService.Link> links = new ArrayList<>();
    for (var service : generation.services()) {
      files.removeIf(file -> file.name().equals(service.name()));
      var body = service.unit().text();
      files.add(
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
      links.addAll(service.links());
    }
    return new Compilation(files, links);
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
