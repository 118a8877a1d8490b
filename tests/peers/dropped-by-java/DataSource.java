package javax.activation;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Preflight was built against a package that Java 11 dropped; this is the part of it that Preflight uses. */
public interface DataSource {
  InputStream getInputStream() throws IOException;

  OutputStream getOutputStream() throws IOException;

  String getContentType();

  String getName();
}
