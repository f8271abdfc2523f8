package dev.qm.cli.command.report;

import dev.qm.assurance.bundle.InstalledPackage;
import dev.qm.assurance.bundle.Inventory;
import dev.qm.cli.terminal.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

/**
 * The packages of a partition as CycloneDX 1.6, which is ECMA-424. Of the two formats of the field
 * it can say that a list is not complete ({@code compositions}), and its schema allows no field
 * that it does not know.
 */
final class CycloneDx {
  private static final String ROOTFS = "rootfs";

  /**
   * Characters of a version: {@code definitions/version} of its schema. Those of packages are cut.
   */
  private static final int LONGEST_VERSION = 1024;

  private final Inventory inventory;
  private final Instant at;
  private final String version;

  /**
   * Those of an inventory.
   *
   * @param version of qm
   */
  CycloneDx(Inventory inventory, Instant at, String version) {
    this.inventory = inventory;
    this.at = at;
    this.version = version;
  }

  void print(OutputStream out) throws IOException {
    try (var json = Json.to(out)) {
      json.beginObject()
          .field("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json")
          .field("bomFormat", "CycloneDX")
          .field("specVersion", "1.6")
          .field("serialNumber", "urn:uuid:" + serial())
          .field("version", 1);
      metadata(json);
      json.beginArray("components");
      var number = 0;
      for (var one : inventory.packages()) {
        number++;
        component(json, one, number);
      }
      json.end();
      // what is missing is a matter of this machine: the databases themselves may lie
      json.beginArray("compositions").beginObject().field("aggregate", "incomplete");
      json.beginArray("assemblies").value(ROOTFS).end().end().end();
      json.beginArray("properties");
      for (var gap : inventory.gaps()) {
        property(json, "qm:gap", gap);
      }
      json.end().end();
    }
  }

  /** The same list of the same day has the same number: RFC 9562, section 5.3. */
  private UUID serial() {
    var text = new StringBuilder(at.toString());
    for (var one : inventory.packages()) {
      text.append('\n').append(one);
    }
    return UUID.nameUUIDFromBytes(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void metadata(Json json) throws IOException {
    json.beginObject("metadata").field("timestamp", DateTimeFormatter.ISO_INSTANT.format(at));
    json.beginArray("lifecycles").beginObject().field("phase", "operations").end().end();
    json.beginObject("tools").beginArray("components").beginObject();
    json.field("type", "application").field("name", "qm").field("version", version);
    json.end().end().end();
    var release = inventory.release();
    json.beginObject("component")
        .field("type", "operating-system")
        .field("bom-ref", ROOTFS)
        .field("name", release.id());
    if (!release.versionId().isEmpty() && release.versionId().length() <= LONGEST_VERSION) {
      json.field("version", release.versionId());
    }
    json.field("description", release.prettyName()).end().end();
  }

  private void component(Json json, InstalledPackage one, int number) throws IOException {
    json.beginObject().field("type", "library").field("bom-ref", "package-" + number);
    if (!one.supplier().isEmpty()) {
      json.beginObject("supplier").field("name", one.supplier()).end();
    }
    json.field("name", one.name());
    if (!one.version().isEmpty()) {
      json.field("version", one.version());
    }
    var url = one.url(inventory.release().id());
    if (url.isPresent()) {
      json.field("purl", url.get());
    }
    json.beginArray("properties");
    if (!one.architecture().isEmpty()) {
      property(json, "qm:architecture", one.architecture());
    }
    if (!one.source().isEmpty()) {
      property(json, "qm:source", one.source());
    }
    for (var database : one.databases()) {
      property(json, "qm:database", database.words());
    }
    if (!one.state().equals("installed")) {
      property(json, "qm:state", one.state());
    }
    json.end().end();
  }

  private static void property(Json json, String name, String value) throws IOException {
    json.beginObject().field("name", name).field("value", value).end();
  }
}
