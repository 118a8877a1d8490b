import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.util.Store;

/**
 * An independent judge of signed files: PDFBox reads the file, BouncyCastle checks every signature, timestamp and piece
 * of validation data. One JSON line a file on stdout; it knows nothing of this product.
 *
 * Usage: java -cp <jars> PdfBoxVerifier.java [--password=P] [--revisions] FILE...
 *
 * --revisions also compares every page as it is now with what it was in the revision that each signature covers.
 */
public final class PdfBoxVerifier {
  private static final List<String> problems = new ArrayList<>();

  public static void main(String[] arguments) {
    java.security.Security.addProvider(new BouncyCastleProvider());
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    String password = "";
    boolean revisions = false;
    for (String argument : arguments) {
      if (argument.equals("--revisions")) {
        revisions = true;
        continue;
      }
      if (argument.startsWith("--password=")) {
        password = argument.substring("--password=".length());
        continue;
      }
      out.println(describe(new File(argument), password, revisions));
    }
  }

  private static String describe(File file, String password, boolean revisions) {
    try (PDDocument document = PDDocument.load(file, password)) {
      byte[] bytes = Files.readAllBytes(file.toPath());
      List<String> signatures = new ArrayList<>();
      for (PDSignature signature : document.getSignatureDictionaries()) {
        String later = revisions ? ",\"later\":" + quotedList(laterChanges(document, signature, bytes, password)) : "";
        signatures.add(describeSignature(signature, bytes, later));
      }
      return "{\"file\":" + quote(file.getPath()) + ",\"pages\":" + document.getNumberOfPages() + ",\"signatures\":["
          + String.join(",", signatures) + "],\"dss\":" + describeDss(document) + "}";
    } catch (Exception failure) {
      return "{\"file\":" + quote(file.getPath()) + ",\"error\":" + quote(String.valueOf(failure)) + "}";
    }
  }

  private static String describeSignature(PDSignature signature, byte[] file, String later) {
    problems.clear();
    boolean timestamped = false;
    int certificates = 0;
    int[] range = signature.getByteRange();
    try {
      byte[] contents = signature.getContents(file);
      byte[] signed = signature.getSignedContent(file);
      CMSSignedData cms;
      if ("ETSI.RFC3161".equals(signature.getSubFilter())) {
        cms = new CMSSignedData(contents);
        checkTimestamp(new TimeStampToken(cms), signed);
      } else {
        cms = new CMSSignedData(new CMSProcessableByteArray(signed), contents);
        timestamped = checkSigner(cms, "ETSI.CAdES.detached".equals(signature.getSubFilter()));
      }
      certificates = cms.getCertificates().getMatches(null).size();
    } catch (Exception failure) {
      problems.add(String.valueOf(failure));
    }
    long end = range.length == 4 ? (long) range[2] + range[3] : -1;
    boolean whole = end == file.length && range[0] == 0;
    return "{\"subFilter\":" + quote(signature.getSubFilter()) + ",\"end\":" + end + ",\"valid\":" + problems.isEmpty() + ",\"problems\":"
        + quotedList(problems) + ",\"coversWholeFile\":" + whole + ",\"timestamp\":" + timestamped + ",\"certificates\":"
        + certificates + later + "}";
  }

  /** What is printed otherwise than in the revision that the signature covers, and which marks of fields look otherwise. */
  private static List<String> laterChanges(PDDocument now, PDSignature signature, byte[] file, String password)
      throws Exception {
    int[] range = signature.getByteRange();
    long end = range != null && range.length == 4 ? (long) range[2] + range[3] : -1;
    if (end <= 0 || end > file.length) return List.of("no revision");
    try (PDDocument then = PDDocument.load(Arrays.copyOf(file, (int) end), password)) {
      return new PdfBoxPages(then).differences(new PdfBoxPages(now));
    }
  }

  /** Signature value, message digest, ESS signing-certificate-v2 and, where there is one, the signature timestamp. */
  private static boolean checkSigner(CMSSignedData cms, boolean cades) throws Exception {
    Collection<SignerInformation> signers = cms.getSignerInfos().getSigners();
    if (signers.size() != 1) throw new IOException(signers.size() + " signers");
    SignerInformation signer = signers.iterator().next();
    X509CertificateHolder certificate = certificateOf(cms.getCertificates(), signer);
    if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(certificate)))
      problems.add("signature value");
    AttributeTable attributes = signer.getSignedAttributes();
    Attribute ess = attributes == null ? null : attributes.get(PKCSObjectIdentifiers.id_aa_signingCertificateV2);
    if (ess == null && cades) problems.add("no signing-certificate-v2");
    if (ess != null) checkEss(SigningCertificateV2.getInstance(ess.getAttrValues().getObjectAt(0)), certificate);
    AttributeTable unsigned = signer.getUnsignedAttributes();
    Attribute token = unsigned == null ? null : unsigned.get(PKCSObjectIdentifiers.id_aa_signatureTimeStampToken);
    if (token == null) return false;
    byte[] encoded = token.getAttrValues().getObjectAt(0).toASN1Primitive().getEncoded();
    checkTimestamp(new TimeStampToken(new CMSSignedData(encoded)), signer.getSignature());
    return true;
  }

  private static void checkEss(SigningCertificateV2 ess, X509CertificateHolder certificate) throws Exception {
    ASN1ObjectIdentifier algorithm = ess.getCerts()[0].getHashAlgorithm().getAlgorithm();
    byte[] hash = MessageDigest.getInstance(algorithm.getId(), "BC").digest(certificate.getEncoded());
    if (!Arrays.equals(hash, ess.getCerts()[0].getCertHash())) problems.add("signing-certificate-v2");
  }

  private static void checkTimestamp(TimeStampToken token, byte[] stamped) throws Exception {
    String digest = token.getTimeStampInfo().getMessageImprintAlgOID().getId();
    byte[] imprint = MessageDigest.getInstance(digest, "BC").digest(stamped);
    if (!Arrays.equals(imprint, token.getTimeStampInfo().getMessageImprintDigest())) problems.add("timestamp imprint");
    SignerInformation signer = token.toCMSSignedData().getSignerInfos().getSigners().iterator().next();
    X509CertificateHolder authority = certificateOf(token.getCertificates(), signer);
    token.validate(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(authority));
  }

  @SuppressWarnings("unchecked")
  private static X509CertificateHolder certificateOf(Store<X509CertificateHolder> store, SignerInformation signer)
      throws IOException {
    // Some programs enclose it twice.
    Collection<X509CertificateHolder> found = new LinkedHashSet<>(store.getMatches(signer.getSID()));
    if (found.size() != 1) throw new IOException(found.size() + " certificates of the signer");
    return found.iterator().next();
  }

  /** Counts of the validation data, each piece parsed; a piece that cannot be read is a problem. */
  private static String describeDss(PDDocument document) throws Exception {
    problems.clear();
    COSDictionary dss = dictionary(document.getDocumentCatalog().getCOSObject().getDictionaryObject("DSS"));
    if (dss == null) return "null";
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<byte[]> certificates = streams(dss, "Certs");
    for (byte[] certificate : certificates) factory.generateCertificate(new ByteArrayInputStream(certificate));
    List<byte[]> lists = streams(dss, "CRLs");
    for (byte[] list : lists) factory.generateCRL(new ByteArrayInputStream(list));
    List<byte[]> answers = streams(dss, "OCSPs");
    for (byte[] answer : answers) {
      if (!(new OCSPResp(answer).getResponseObject() instanceof BasicOCSPResp)) problems.add("OCSP response");
    }
    COSDictionary vri = dictionary(dss.getDictionaryObject("VRI"));
    List<String> keys = new ArrayList<>();
    if (vri != null) for (COSName key : vri.keySet()) keys.add(key.getName());
    return "{\"certificates\":" + certificates.size() + ",\"crls\":" + lists.size() + ",\"ocsps\":" + answers.size()
        + ",\"vri\":" + quotedList(keys) + ",\"problems\":" + quotedList(problems) + "}";
  }

  private static COSDictionary dictionary(COSBase object) {
    return object instanceof COSDictionary ? (COSDictionary) object : null;
  }

  private static List<byte[]> streams(COSDictionary dss, String key) throws IOException {
    List<byte[]> found = new ArrayList<>();
    COSBase array = dss.getDictionaryObject(key);
    if (!(array instanceof COSArray)) return found;
    for (COSBase item : (COSArray) array) {
      COSBase object = item instanceof COSObject ? ((COSObject) item).getObject() : item;
      if (!(object instanceof COSStream)) throw new IOException(key + " holds no stream");
      try (InputStream decoded = ((COSStream) object).createInputStream()) {
        found.add(decoded.readAllBytes());
      }
    }
    return found;
  }

  private static String quotedList(List<String> texts) {
    List<String> quoted = new ArrayList<>();
    for (String text : texts) quoted.add(quote(text));
    return "[" + String.join(",", quoted) + "]";
  }

  private static String quote(String text) {
    if (text == null) return "null";
    StringBuilder quoted = new StringBuilder("\"");
    for (char character : text.toCharArray()) {
      if (character == '"' || character == '\\') quoted.append('\\').append(character);
      else if (character < 0x20) quoted.append(String.format("\\u%04x", (int) character));
      else quoted.append(character);
    }
    return quoted.append('"').toString();
  }
}

/** The pages of one document as they print: contents, resources, boxes, and the looks of what is signed or no field. */
final class PdfBoxPages {
  private final List<String> pages = new ArrayList<>();
  /** By field name and place, for fields that have a value; by place alone for other annotations. */
  private final Map<String, String> marks = new TreeMap<>();

  PdfBoxPages(PDDocument document) throws Exception {
    int number = 0;
    for (PDPage page : document.getPages()) {
      number++;
      pages.add(printOf(page));
      COSBase annotations = page.getCOSObject().getDictionaryObject(COSName.ANNOTS);
      if (!(annotations instanceof COSArray)) continue;
      for (COSBase item : (COSArray) annotations) addMark(number, item instanceof COSObject ? ((COSObject) item).getObject() : item);
    }
  }

  List<String> differences(PdfBoxPages later) {
    List<String> found = new ArrayList<>();
    if (pages.size() != later.pages.size()) found.add(pages.size() + " pages became " + later.pages.size());
    for (int index = 0; index < Math.min(pages.size(), later.pages.size()); index++)
      if (!pages.get(index).equals(later.pages.get(index))) found.add("print of page " + (index + 1));
    for (Map.Entry<String, String> mark : marks.entrySet())
      if (!mark.getValue().equals(later.marks.get(mark.getKey()))) found.add("mark " + mark.getKey());
    return found;
  }

  private static String printOf(PDPage page) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (InputStream contents = page.getContents()) {
      digest.update(contents.readAllBytes());
    }
    COSDictionary resources = page.getResources() == null ? null : page.getResources().getCOSObject();
    addTo(digest, resources, new HashSet<>());
    return page.getCropBox() + " " + page.getRotation() + " " + hex(digest);
  }

  private void addMark(int page, COSBase object) throws Exception {
    if (!(object instanceof COSDictionary)) return;
    COSDictionary annotation = (COSDictionary) object;
    boolean widget = COSName.WIDGET.equals(annotation.getCOSName(COSName.SUBTYPE));
    // An empty field is there to be filled in.
    if (widget && inherited(annotation, COSName.V) == null) return;
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    COSBase look = annotation.getDictionaryObject(COSName.AP);
    addTo(digest, look, new HashSet<>());
    String name = widget ? String.valueOf(inherited(annotation, COSName.T)) : "";
    marks.put(page + " " + name + " " + annotation.getDictionaryObject(COSName.RECT), hex(digest));
  }

  private static COSBase inherited(COSDictionary field, COSName key) {
    COSBase own = field.getDictionaryObject(key);
    COSBase parent = field.getDictionaryObject(COSName.PARENT);
    return own == null && parent instanceof COSDictionary ? inherited((COSDictionary) parent, key) : own;
  }

  /** An object with all that it refers to, each once. */
  private static void addTo(MessageDigest digest, COSBase given, Set<COSBase> seen) throws Exception {
    COSBase object = given instanceof COSObject ? ((COSObject) given).getObject() : given;
    if (object instanceof COSArray) {
      if (!seen.add(object)) return;
      digest.update((byte) '[');
      for (COSBase item : (COSArray) object) addTo(digest, item, seen);
    } else if (object instanceof COSDictionary) {
      if (!seen.add(object)) return;
      COSDictionary dictionary = (COSDictionary) object;
      for (COSName key : new TreeSet<>(dictionary.keySet())) {
        // The way back to the page, which is not part of how it prints.
        if (key.equals(COSName.PARENT) || key.equals(COSName.P)) continue;
        digest.update(key.getName().getBytes(StandardCharsets.UTF_8));
        addTo(digest, dictionary.getItem(key), seen);
      }
      if (object instanceof COSStream) {
        try (InputStream raw = ((COSStream) object).createRawInputStream()) {
          digest.update(raw.readAllBytes());
        }
      }
    } else {
      digest.update(String.valueOf(object).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String hex(MessageDigest digest) {
    return new java.math.BigInteger(1, digest.digest()).toString(16);
  }
}
