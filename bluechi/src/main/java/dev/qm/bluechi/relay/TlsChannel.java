package dev.qm.bluechi.relay;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLSocket;

/**
 * TLS over a connected socket. It is closed by closing that: to say good-bye would wait for a side
 * that does not read.
 */
final class TlsChannel implements ByteChannel {
  private final SocketChannel raw;
  private final SSLSocket tls;
  private final InputStream in;
  private final OutputStream out;

  private TlsChannel(SocketChannel raw, SSLSocket tls) throws IOException {
    this.raw = raw;
    this.tls = tls;
    this.in = tls.getInputStream();
    this.out = tls.getOutputStream();
  }

  /** The side that is connected to: the other one has to have a certificate. */
  static TlsChannel server(SocketChannel raw, Credentials.Current credentials) throws IOException {
    var tls = layered(raw, credentials);
    tls.setUseClientMode(false);
    tls.setNeedClientAuth(true);
    tls.startHandshake();
    return new TlsChannel(raw, tls);
  }

  /** The side that connects. */
  static TlsChannel client(SocketChannel raw, Credentials.Current credentials) throws IOException {
    var tls = layered(raw, credentials);
    tls.setUseClientMode(true);
    tls.startHandshake();
    return new TlsChannel(raw, tls);
  }

  /** The certificate that the other side has proved to be its own. */
  X509Certificate peer() throws IOException {
    if (tls.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate) {
      return certificate;
    }
    throw new IOException("the other side has no X.509 certificate");
  }

  private static SSLSocket layered(SocketChannel raw, Credentials.Current credentials)
      throws IOException {
    var socket = raw.socket();
    // the address, not the name: nobody is to be asked for it
    var host = socket.getInetAddress().getHostAddress();
    var tls =
        (SSLSocket)
            credentials
                .context()
                .getSocketFactory()
                .createSocket(socket, host, socket.getPort(), false);
    tls.setEnabledProtocols(new String[] {"TLSv1.3"});
    return tls;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    var count = in.read(to.array(), to.arrayOffset() + to.position(), to.remaining());
    if (count > 0) {
      to.position(to.position() + count);
    }
    return count;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    var count = from.remaining();
    out.write(from.array(), from.arrayOffset() + from.position(), count);
    from.position(from.limit());
    return count;
  }

  @Override
  public boolean isOpen() {
    return raw.isOpen();
  }

  @Override
  public void close() throws IOException {
    raw.close();
  }
}
