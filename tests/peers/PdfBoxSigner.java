import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Calendar;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.SignatureOptions;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.visible.PDVisibleSigProperties;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.visible.PDVisibleSignDesigner;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAttributeTableGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * Signs files as PDFBox and BouncyCastle do it; it knows nothing of this product.
 *
 * Usage: java -cp <jars> PdfBoxSigner.java P12 PASSPHRASE JOBS, a line of JOBS for each signature, its parts divided by
 * tabs: input, output, SubFilter, "visible" or "invisible", DocMDP permission or 0. A line for each on stdout: "signed",
 * or "refused" and why.
 */
public final class PdfBoxSigner {
  private final PrivateKey key;
  private final Certificate[] chain;

  private PdfBoxSigner(String file, char[] passphrase) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = new FileInputStream(file)) {
      store.load(in, passphrase);
    }
    String alias = store.aliases().nextElement();
    key = (PrivateKey) store.getKey(alias, passphrase);
    chain = store.getCertificateChain(alias);
  }

  public static void main(String[] arguments) throws Exception {
    java.security.Security.addProvider(new BouncyCastleProvider());
    PdfBoxSigner signer = new PdfBoxSigner(arguments[0], arguments[1].toCharArray());
    for (String line : Files.readAllLines(Path.of(arguments[2]))) {
      String[] job = line.split("\t");
      try {
        signer.sign(new File(job[0]), new File(job[1]), job[2], "visible".equals(job[3]), Integer.parseInt(job[4]));
        System.out.println("signed");
      } catch (Exception refusal) {
        System.out.println("refused: " + String.valueOf(refusal).replace('\n', ' '));
      }
    }
  }

  private void sign(File in, File out, String subFilter, boolean visible, int permission) throws Exception {
    try (PDDocument document = PDDocument.load(in);
        SignatureOptions options = new SignatureOptions();
        FileOutputStream target = new FileOutputStream(out)) {
      PDSignature signature = new PDSignature();
      signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
      signature.setSubFilter(COSName.getPDFName(subFilter));
      signature.setName("PDFBox");
      signature.setSignDate(Calendar.getInstance());
      if (permission > 0) certify(document, signature, permission);
      options.setPreferredSignatureSize(4 * SignatureOptions.DEFAULT_SIGNATURE_SIZE);
      if (visible) show(document, options);
      boolean cades = "ETSI.CAdES.detached".equals(subFilter);
      document.addSignature(signature, content -> cms(content.readAllBytes(), cades), options);
      document.saveIncremental(target);
    }
  }

  private static void show(PDDocument document, SignatureOptions options) throws Exception {
    BufferedImage image = new BufferedImage(120, 40, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.RED);
    graphics.fillOval(4, 4, 32, 32);
    graphics.dispose();
    PDVisibleSignDesigner designer = new PDVisibleSignDesigner(document, image, 1);
    designer.xAxis(40).yAxis(40).width(120).height(40).signatureFieldName("PDFBox visible");
    PDVisibleSigProperties properties = new PDVisibleSigProperties();
    properties.signerName("PDFBox").page(1).visualSignEnabled(true).setPdVisibleSignature(designer);
    properties.buildSignature();
    options.setVisualSignature(properties);
    options.setPage(0);
  }

  /** ISO 32000-2 12.8.2.2: the reference in the signature and the entry of the catalog that points to it. */
  private static void certify(PDDocument document, PDSignature signature, int permission) {
    COSDictionary parameters = new COSDictionary();
    parameters.setItem(COSName.TYPE, COSName.getPDFName("TransformParams"));
    parameters.setInt(COSName.P, permission);
    parameters.setName(COSName.V, "1.2");
    COSDictionary reference = new COSDictionary();
    reference.setItem(COSName.TYPE, COSName.getPDFName("SigRef"));
    reference.setItem("TransformMethod", COSName.getPDFName("DocMDP"));
    reference.setItem("TransformParams", parameters);
    for (COSDictionary direct : new COSDictionary[] {parameters, reference}) direct.setDirect(true);
    COSArray references = new COSArray();
    references.setDirect(true);
    references.add(reference);
    signature.getCOSObject().setItem("Reference", references);
    COSDictionary permissions = new COSDictionary();
    permissions.setItem("DocMDP", signature);
    COSDictionary catalog = document.getDocumentCatalog().getCOSObject();
    catalog.setItem("Perms", permissions);
    catalog.setNeedToBeUpdated(true);
  }

  private byte[] cms(byte[] content, boolean cades) throws java.io.IOException {
    try {
      JcaSignerInfoGeneratorBuilder builder =
          new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build());
      X509Certificate certificate = (X509Certificate) chain[0];
      if (cades) builder.setSignedAttributeGenerator(cadesAttributes(certificate));
      CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
      generator.addSignerInfoGenerator(
          builder.build(new JcaContentSignerBuilder("SHA256WithRSA").build(key), certificate));
      generator.addCertificates(new JcaCertStore(Arrays.asList(chain)));
      return generator.generate(new CMSProcessableByteArray(content), false).getEncoded();
    } catch (Exception failure) {
      throw new java.io.IOException(failure);
    }
  }

  /** RFC 5035: signing-certificate-v2 beside what BouncyCastle puts in, without the signing time (EN 319 142-1 6.3). */
  private static CMSAttributeTableGenerator cadesAttributes(X509Certificate certificate) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    SigningCertificateV2 reference = new SigningCertificateV2(new ESSCertIDv2(hash));
    Attribute attribute = new Attribute(PKCSObjectIdentifiers.id_aa_signingCertificateV2, new DERSet(reference));
    DefaultSignedAttributeTableGenerator usual = new DefaultSignedAttributeTableGenerator();
    return parameters -> {
      AttributeTable table = usual.getAttributes(parameters);
      return table.remove(PKCSObjectIdentifiers.pkcs_9_at_signingTime)
          .add(attribute.getAttrType(), attribute.getAttrValues().getObjectAt(0));
    };
  }
}
