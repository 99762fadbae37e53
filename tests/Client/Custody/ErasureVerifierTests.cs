using System.Buffers.Text;
using System.Text;
using Relay.Client.Custody;
using Relay.Client.Envelopes;
using Relay.Signatures;
using Relay.Signatures.Custody;

namespace Relay.Client.Tests.Custody;

public sealed class ErasureVerifierTests : IDisposable
{
    private const string Relay = "relay.example";

    private static readonly UserAddress Ana = new("instagram", "ana");
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero);
    private static readonly byte[] Salt = [.. Enumerable.Range(0, Erasure.SaltLength).Select(i => (byte)i)];

    private readonly SigningKey _key = SigningKey.CreateEcdsaP256("relay-1");

    private ErasureVerifier Verifier => new([_key.Public], Relay);

    public void Dispose() => _key.Dispose();

    [Theory]
    [InlineData(SignatureAlgorithms.EcdsaP256Sha256)]
    [InlineData(SignatureAlgorithms.Ed25519)]
    public void Check_OfTheUser_IsGood_AndSaysWhatIsGone(string algorithm)
    {
        using var key = algorithm == SignatureAlgorithms.Ed25519 ? SigningKey.CreateEd25519("relay-2") : SigningKey.CreateEcdsaP256("relay-2");
        var certificate = ErasureCertificate.Read(Certificate(key).ToJson());

        var check = new ErasureVerifier([key.Public], Relay).Check(certificate, Ana);

        Assert.True(check.IsGood);
        Assert.Equal((Relay, "instagram", At, "relay-2"), (check.Erasure.Relay, check.Erasure.Partner, check.Erasure.ErasedAt, check.Erasure.KeyId));
        Assert.Equal(["routing", "held"], check.Erasure.Gone);
        Assert.Equal([new ErasureRest("ledger", At.AddDays(61))], check.Erasure.Until);
        Assert.DoesNotContain("ana", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(certificate.Certificate.Split('.')[1])).Replace("instagram", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("instagram", "ben")]
    [InlineData("whatsapp", "ana")]
    [InlineData("instagra", "mana")]
    public void Check_OfAnother_IsAMismatch(string partner, string user) =>
        Assert.Equal(ReceiptFault.UserMismatch, Verifier.Check(Certificate(_key), new UserAddress(partner, user)).Fault);

    [Theory]
    [InlineData("", ReceiptFault.Malformed)]
    [InlineData("AAAA", ReceiptFault.Malformed)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", ReceiptFault.UserMismatch)]
    public void Check_WithAnotherSalt_IsFound(string salt, ReceiptFault fault) =>
        Assert.Equal(fault, Verifier.Check(Certificate(_key) with { Salt = salt }, Ana).Fault);

    [Fact]
    public void Check_EveryBitFlipped_IsRefused()
    {
        var certificate = Certificate(_key);
        var token = Encoding.ASCII.GetBytes(certificate.Certificate);
        for (var bit = 0; bit < token.Length * 8; bit++)
        {
            token[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Verifier.Check(certificate with { Certificate = Encoding.Latin1.GetString(token) }, Ana).IsGood, $"bit {bit}");
            token[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Check_AReceiptOfTheSameKey_IsAnotherType()
    {
        using var sample = new ReceiptSample { Key = SigningKey.ImportPkcs8Pem(_key.KeyId, _key.ExportPkcs8Pem()) };
        var receipt = sample.Sign(sample.Claims(ReceiptSample.Envelopes(1)));

        Assert.Equal(ReceiptFault.TypeMismatch, Verifier.Check(receipt).Fault);
        Assert.Equal(ReceiptFault.TypeMismatch, sample.Verifier.Check(Certificate(_key).Certificate).Fault);
    }

    [Fact]
    public void Check_OfAnotherRelayOrKey_IsRefused()
    {
        using var other = SigningKey.CreateEcdsaP256("relay-1");
        using var unknown = SigningKey.CreateEcdsaP256("relay-9");
        Assert.Equal(ReceiptFault.RelayMismatch, new ErasureVerifier([_key.Public], "relay.elsewhere").Check(Certificate(_key), Ana).Fault);
        Assert.Equal(ReceiptFault.SignatureInvalid, Verifier.Check(Certificate(other), Ana).Fault);
        Assert.Equal(ReceiptFault.KeyUnknown, Verifier.Check(Certificate(unknown), Ana).Fault);
    }

    private static ErasureCertificate Certificate(SigningKey key)
    {
        var erasure = new Erasure
        {
            Relay = Relay,
            Partner = Ana.Partner,
            UserHash = Base64Url.EncodeToString(Erasure.HashOf(Salt, Ana.Partner, Ana.User)),
            ErasedAt = At,
            Gone = ["routing", "held"],
            Until = [new ErasureRest("ledger", At.AddDays(61))],
        };
        return new ErasureCertificate(At, ErasureToken.Sign(erasure, key), Base64Url.EncodeToString(Salt));
    }
}
