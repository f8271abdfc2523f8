package dev.qm.partition.demo;

import dev.qm.host.HostException;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.landing.Kept;
import dev.qm.partition.landing.LandedRecords;
import dev.qm.partition.landing.NewFile;
import dev.qm.partition.landing.WorkLock;
import dev.qm.partition.landing.Workers;
import dev.qm.partition.run.Instance;
import dev.qm.partition.setup.Notes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A demo in the running partition, decided but not yet shown.
 *
 * @param demo what is shown
 * @param device the device that was chosen
 * @param supplies how its images come
 * @param texts what lands, by the path as the machine itself names it
 * @param remarks what the user should know before
 */
public record Demonstration(
    Instance instance,
    Demo demo,
    Optional<String> device,
    List<Supply> supplies,
    List<Text> texts,
    List<String> remarks) {
  private static final String DEVICE = "@DEVICE@";

  public Demonstration {
    supplies = List.copyOf(supplies);
    texts = List.copyOf(texts);
    remarks = List.copyOf(remarks);
  }

  /**
   * What a user asks for.
   *
   * @param device which one; else the first that is there
   * @param images by the name of the image that they replace
   */
  public record Request(Optional<String> device, Map<String, ImageOrigin> images) {
    public Request {
      images = Map.copyOf(images);
    }
  }

  /**
   * A file that lands.
   *
   * @param path as the machine itself names it
   * @param mode as {@code "0644"}
   */
  public record Text(String path, String text, String mode) {}

  /** Told of what is being done. */
  public interface Observer extends Notes {
    /**
     * Something begins.
     *
     * @param percent of all that is behind us
     */
    void begin(String title, int percent);
  }

  /** How a demo ended. */
  public enum Verdict {
    WELL,
    BADLY
  }

  /**
   * The end of a demo.
   *
   * @param words what it said, by the partition: not yet fit to be printed
   * @param result where its results are inside, and where that is on the host
   * @param kept files that the user changed, which were used as they are
   */
  public record Ending(
      Verdict verdict, List<String> words, Optional<Result> result, List<Kept> kept) {
    public Ending {
      words = List.copyOf(words);
      kept = List.copyOf(kept);
    }
  }

  /** A folder of the partition, and where it is on the host. */
  public record Result(String inside, Path outside) {}

  /**
   * Decides; nothing is changed.
   *
   * @throws HostException when the partition does not run, or has not the device
   */
  public static Demonstration plan(PartitionSpec spec, Demos demos, Demo demo, Request request)
      throws HostException {
    var instance = Instance.require(spec);
    var inside = new Inside(instance);
    var remarks = new ArrayList<String>();
    Optional<String> device = Optional.empty();
    if (demo.device().isPresent()) {
      var needed = new DeviceChoice(demo, demo.device().get(), spec.root());
      device = needed.choose(request.device(), inside.names(demo.device().get().folder()));
      if (device.isEmpty()) {
        remarks.add(needed.without());
      }
    }
    var supplies = new ArrayList<Supply>();
    for (var name : demo.images()) {
      var image =
          demos
              .findImage(name)
              .orElseThrow(() ->
                  new HostException(
                      "the demo " + demo.name() + " needs an image " + name,
                      "qm brings no description of it",
                      "this qm is not complete; install it again"));
      supplies.add(
          Supply.of(image, Optional.ofNullable(request.images().get(name)), inside::hasImage));
    }
    var texts = new ArrayList<Text>();
    for (var piece : demos.pieces(demo)) {
      var text = piece.text();
      for (var i = 0; i < supplies.size(); i++) {
        text = text.replace(DemoImage.reference(demo.images().get(i)), supplies.get(i).reference());
      }
      texts.add(
          new Text(
              spec.layout().etc() + "/" + piece.path(),
              text.replace(DEVICE, device.orElse("")),
              piece.mode()));
    }
    return new Demonstration(instance, demo, device, supplies, texts, remarks);
  }

  /**
   * Shows the demo: brings its images, lands its files, starts its unit and waits until that has
   * ended. How long that may take is said in the unit, {@code TimeoutStartSec=}.
   *
   * @throws HostException when it could not even begin
   */
  public Ending show(Observer observer) throws HostException {
    var spec = instance.spec();
    var inside = new Inside(instance);
    List<Kept> kept;
    try (var _ = WorkLock.takeInNewFolder(spec.root())) {
      Workers.of(spec.root()).await(observer::waiting);
      observer.begin("write the units of the demo", 0);
      var files = new ArrayList<NewFile>();
      for (var text : texts) {
        files.add(
            NewFile.of(text.path(), text.text().getBytes(StandardCharsets.UTF_8), text.mode()));
      }
      kept = LandedRecords.demos(spec.root(), spec.layout().etc()).install(demo.name(), files);
      // after the record, by which a removal knows that there are images too
      var share = 5;
      for (var supply : supplies) {
        observer.begin(supply.title(), share);
        supply.carryOut(inside, observer);
        share += 70 / supplies.size();
      }
    }
    inside.reload();
    observer.begin("run " + demo.unit(), 80);
    var words = JournalWords.fromNow(inside);
    var start = inside.run("systemctl", "start", "--", demo.unit());
    var said = new ArrayList<>(words.of(demo.unit()));
    if (said.isEmpty()) {
      said.addAll(start.errors().strip().lines().toList());
    }
    return new Ending(start.ok() ? Verdict.WELL : Verdict.BADLY, said, result(spec), kept);
  }

  private Optional<Result> result(PartitionSpec spec) {
    return demo.result()
        .map(inside ->
            new Result(
                inside, spec.root().at(spec.layout().var() + inside.substring("/var".length()))));
  }

  /** What {@link #show} will do, one line each. */
  public List<String> steps() {
    var steps = new ArrayList<String>();
    device.ifPresent(chosen -> steps.add("use the device " + chosen));
    supplies.forEach(supply -> steps.add(supply.title()));
    for (var text : texts) {
      var path = instance.spec().root().at(text.path());
      steps.add((Files.exists(path) ? "write again " : "write ") + path);
    }
    steps.add("run " + demo.unit() + " in the partition, and wait until it has ended");
    return steps;
  }
}
