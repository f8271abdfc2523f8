package dev.qm.partition.demo;

import dev.qm.host.HostException;
import dev.qm.partition.setup.DescriptionFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A demo as its {@code demo.conf} describes it.
 *
 * @param name that of its folder
 * @param summary one line
 * @param description a paragraph
 * @param images the names of the images that its containers run in
 * @param unit the service of the partition that is the demo; it ends when it has been shown
 * @param result where in the partition its results are
 * @param device what it shows, or needs
 */
public record Demo(
    String name,
    String summary,
    String description,
    List<String> images,
    String unit,
    Optional<String> result,
    Optional<NeededDevice> device) {
  private static final String DEMO = "Demo";
  private static final String DEVICE = "Device";

  /** Where in the partition results are. */
  private static final String RESULTS = "/var/lib/qm-demos/";

  public Demo {
    images = List.copyOf(images);
  }

  /**
   * Reads a {@code demo.conf}.
   *
   * @param file for errors
   * @throws HostException with the line that is wrong
   */
  static Demo parse(String name, Path file, String text) throws HostException {
    var conf =
        DescriptionFile.parse(
            file,
            text,
            Map.of(
                DEMO,
                List.of("Summary", "Description", "Image", "Unit", "Result"),
                DEVICE,
                List.of("Device", "Need", "AddOn", "Virtual")));
    conf.require(DEMO, "Image");
    var result = conf.optional(DEMO, "Result");
    if (result.isPresent() && !result.get().startsWith(RESULTS)) {
      throw new HostException(
          file + ": Result=" + result.get() + " is not below " + RESULTS,
          "it goes when the demo is taken back, and nothing else may go with it");
    }
    Optional<NeededDevice> device =
        conf.has(DEVICE)
            ? Optional.of(
                new NeededDevice(
                    conf.require(DEVICE, "Device"),
                    conf.choice(DEVICE, "Need", NeededDevice.Need.class),
                    conf.require(DEVICE, "AddOn"),
                    conf.optional(DEVICE, "Virtual")))
            : Optional.empty();
    return new Demo(
        name,
        conf.require(DEMO, "Summary"),
        conf.require(DEMO, "Description"),
        conf.words(DEMO, "Image"),
        conf.require(DEMO, "Unit"),
        result,
        device);
  }
}
