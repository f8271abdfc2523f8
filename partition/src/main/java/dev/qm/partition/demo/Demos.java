package dev.qm.partition.demo;

import dev.qm.host.HostException;
import dev.qm.partition.setup.SystemTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The demos and images that QM brings along.
 *
 * @param system the files that QM brings along
 */
public record Demos(SystemTree system) {
  private static final String FOLDER = "usr/share/qm/demos";
  private static final String IMAGES = "usr/share/qm/demo-images";
  private static final String CONF = "demo.conf";
  private static final String SUFFIX = ".conf";
  private static final String PARTITION = "/partition/etc/";

  /**
   * A file of a demo.
   *
   * @param path below the partition's {@code /etc}
   * @param text as it is before names are filled in
   * @param mode as {@code "0644"}
   */
  record Piece(String path, String text, String mode) {}

  /** The names of all demos, sorted. */
  public List<String> names() throws HostException {
    var names = new ArrayList<String>();
    for (var file : system.files(FOLDER)) {
      var slash = file.indexOf('/');
      if (slash > 0 && file.substring(slash + 1).equals(CONF)) {
        names.add(file.substring(0, slash));
      }
    }
    names.sort(null);
    return List.copyOf(names);
  }

  /** The demo of that name. */
  public Optional<Demo> find(String name) throws HostException {
    if (!names().contains(name)) {
      return Optional.empty();
    }
    var file = FOLDER + "/" + name + "/" + CONF;
    return Optional.of(Demo.parse(name, system.home().resolve(file), text(file)));
  }

  /** The names of all images, sorted. */
  public List<String> imageNames() throws HostException {
    return system.files(IMAGES).stream()
        .filter(file -> file.endsWith(SUFFIX))
        .map(file -> file.substring(0, file.length() - SUFFIX.length()))
        .toList();
  }

  /** The image of that name. */
  public Optional<DemoImage> findImage(String name) throws HostException {
    if (!imageNames().contains(name)) {
      return Optional.empty();
    }
    var file = IMAGES + "/" + name + SUFFIX;
    return Optional.of(DemoImage.parse(name, system.home().resolve(file), text(file)));
  }

  /** What lands in the partition's {@code /etc} for a demo, in a stable order. */
  List<Piece> pieces(Demo demo) throws HostException {
    var folder = FOLDER + "/" + demo.name() + PARTITION;
    var pieces = new ArrayList<Piece>();
    for (var file : system.files(folder)) {
      pieces.add(new Piece(file, text(folder + file), system.mode(folder + file)));
    }
    return List.copyOf(pieces);
  }

  private String text(String file) throws HostException {
    return new String(system.read(file), StandardCharsets.UTF_8);
  }
}
