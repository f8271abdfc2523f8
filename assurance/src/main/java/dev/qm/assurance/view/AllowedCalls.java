package dev.qm.assurance.view;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The system calls that the partition's seccomp profile allows, with some arguments or all: the
 * format of containers/common, seccomp.json.
 *
 * @param place the profile
 * @param everything whether there is no filter, or one that allows what it does not name
 * @param names those that it allows
 */
public record AllowedCalls(String place, boolean everything, Set<String> names) {
  private static final String ALLOW = "SCMP_ACT_ALLOW";

  /** Copies what it is given, so that nobody can change it. */
  public AllowedCalls {
    names = Set.copyOf(names);
  }

  /** Those of the effective podman run; nothing where its profile cannot be read. */
  public static Optional<AllowedCalls> of(PartitionView view) {
    var options = view.partition().options();
    var profile = options.security("seccomp");
    if (options.on("privileged").isPresent() && profile.isEmpty()) {
      return Optional.of(new AllowedCalls("--privileged", true, Set.of()));
    }
    if (profile.isEmpty()) {
      return Optional.empty();
    }
    var place = profile.getLast().value();
    if (place.equals("unconfined")) {
      return Optional.of(new AllowedCalls(place, true, Set.of()));
    }
    try {
      var text = view.machine().texts().at(place);
      return text.isEmpty() ? Optional.empty() : Optional.of(parse(place, text.get()));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** Whether it allows the call with some arguments at least. */
  public boolean allows(String call) {
    return everything || names.contains(call);
  }

  static AllowedCalls parse(String place, String text) throws IOException {
    var names = new HashSet<String>();
    var everything = false;
    try (var json = new JsonFactory().createParser(text)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        var key = json.currentName();
        var token = json.nextToken();
        if (key.equals("defaultAction")) {
          everything = ALLOW.equals(json.getText());
        } else if (key.equals("syscalls") && token == JsonToken.START_ARRAY) {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            rule(json, names);
          }
        } else {
          json.skipChildren();
        }
      }
    }
    return new AllowedCalls(place, everything, names);
  }

  private static void rule(JsonParser json, Set<String> to) throws IOException {
    var names = new HashSet<String>();
    var allows = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      var key = json.currentName();
      var token = json.nextToken();
      if (key.equals("names") && token == JsonToken.START_ARRAY) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          names.add(json.getText());
        }
      } else if (key.equals("name")) {
        names.add(json.getText());
      } else if (key.equals("action")) {
        allows = ALLOW.equals(json.getText());
      } else {
        json.skipChildren();
      }
    }
    if (allows) {
      to.addAll(names);
    }
  }
}
