package javax.xml.bind;

/** Preflight was built against a package that Java 11 dropped; this is the part of it that Preflight uses. */
public final class DatatypeConverter {
  private DatatypeConverter() {}

  public static int parseInt(String text) {
    return Integer.parseInt(text.trim());
  }
}
