package dev.qm.assurance.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.assurance.view.Options.Option;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MountOptionTest {
  private static List<MountOption> mounts(String name, String value) {
    return new Options(List.of(new Option(name, value, List.of()))).mounts();
  }

  private static String words(MountOption mount) {
    return mount.type()
        + " "
        + mount.source()
        + " "
        + mount.target()
        + (mount.isWritable() ? " rw" : " ro")
        + (mount.problem().isPresent() ? " ?" : "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          type=bind,source=/a,target=/x                    | bind /a /x rw
          type=bind,"source=/a,b",target=/x                | bind /a,b /x rw
          type=bind,"source=/a""b",target=/x               | bind /a"b /x rw
          "type=bind","src=/a",dest=/x,ro                  | bind /a /x ro
          type=bind,src=/a,dst=/x,ro=FALSE                 | bind /a /x rw
          type=bind,src=/a,dst=/x,rw=false                 | bind /a /x ro
          type=bind,target=/srv                            | bind /srv /srv rw
          type=bind,src=srv,target=/x                      | bind /srv /x rw ?
          type=bind,src=/a,source=/b,target=/x             | bind /b /x rw ?
          type=bind,src=/a                                 | bind /a  rw ?
          type=bind,type=tmpfs,target=/x                   | tmpfs  /x rw ?
          type=bind=x,target=/x                            | bind=x  /x rw ?
          type=glob,source=/dev/m*                         | bind /dev /dev rw
          type=glob,source=/run/a?/b,target=/x,ro          | bind /run /x ro
          type=glob,source=/[r]un/podman,target=/x         | bind / /x rw
          type=glob,source=/\\run,target=/x                | bind / /x rw
          type=glob,source=/run/podman,target=/x           | bind /run/podman /x rw
          source=name,target=/x,subpath=a                  | volume name /x rw
          type=volume,src=v,dst=/x,volume-opt=device=/srv  | volume /srv /x rw
          type=image,src=image,dst=/x,subpath=/a           | image image /x ro
          type=image,src=image,dst=/x,rw=true              | image image /x rw
          type=artifact,src=thing,dst=/x,title=a           | artifact thing /x ro
          type=devpts,target=/dev/pts,uid=1                | devpts  /dev/pts rw
          type=tmpfs,dst=/x,tmpfs-size=1m                  | tmpfs  /x rw
          type=bind,src=/a,target=/x,new                   | bind /a /x rw ?
          type=bind,source="/a,target=/x                   | volume   rw ?
          type=bind,source=/a,target=/x,ro=maybe           | bind /a /x rw ?
          """)
  void aMountIsReadAsPodmanReadsIt(String value, String expected) {
    assertThat(mounts("mount", value))
        .singleElement()
        .extracting(MountOptionTest::words)
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /a:/x                              | bind /a /x rw
          /a:/x:ro,Z                         | bind /a /x ro
          name:/x                            | volume name /x rw
          /x                                 | volume  /x rw
          ../a:/x                            | bind /a /x rw ?
          :/x                                | volume  /x rw ?
          /a\\:b:/x                          | bind /a\\ b rw
          /a:/b:/c:ro                        | bind /a /b rw ?
          """)
  void aVolumeHasNoEscapes(String value, String expected) {
    assertThat(mounts("volume", value))
        .singleElement()
        .extracting(MountOptionTest::words)
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource("'/a:/x:O,upperdir=/etc,workdir=/srv/w', '/a /etc /srv/w'")
  void whatAnOverlayWritesToIsAMountToo(String value, String sources) {
    assertThat(mounts("volume", value))
        .extracting(MountOption::source)
        .containsExactly(sources.split(" ", -1));
  }
}
