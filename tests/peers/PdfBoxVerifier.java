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
import java.util.LinkedHashSet;
import java.util.List;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.pdmodel.PDDocument;
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
 * Usage: java -cp <jars> PdfBoxVerifier.java [--password=P] FILE...
 */
public final class PdfBoxVerifier {
  private static final List<String> problems = new ArrayList<>();

  public static void main(String[] arguments) {
    java.security.Security.addProvider(new BouncyCastleProvider());
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    String password = "";
    for (String argument : arguments) {
      if (argument.startsWith("--password=")) {
        password = argument.substring("--password=".length());
        continue;
      }
      out.println(describe(new File(argument), password));
    }
  }

  private static String describe(File file, String password) {
    try (PDDocument document = PDDocument.load(file, password)) {
      byte[] bytes = Files.readAllBytes(file.toPath());
      List<String> signatures = new ArrayList<>();
      for (PDSignature signature : document.getSignatureDictionaries()) {
        signatures.add(describeSignature(signature, bytes));
      }
      return "{\"file\":" + quote(file.getPath()) + ",\"pages\":" + document.getNumberOfPages() + ",\"signatures\":["
          + String.join(",", signatures) + "],\"dss\":" + describeDss(document) + "}";
    } catch (Exception failure) {
      return "{\"file\":" + quote(file.getPath()) + ",\"error\":" + quote(String.valueOf(failure)) + "}";
    }
  }

  private static String describeSignature(PDSignature signature, byte[] file) {
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
        + certificates + "}";
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
