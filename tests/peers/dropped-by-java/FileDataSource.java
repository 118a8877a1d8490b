package javax.activation;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** See {@link DataSource}. */
public class FileDataSource implements DataSource {
  private final File file;

  public FileDataSource(File file) {
    this.file = file;
  }

  public FileDataSource(String path) {
    this(new File(path));
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FileInputStream(file);
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    throw new IOException("only read");
  }

  @Override
  public String getContentType() {
    return "application/pdf";
  }

  @Override
  public String getName() {
    return file.getName();
  }

  public File getFile() {
    return file;
  }
}
