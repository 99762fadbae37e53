using Relay.Functions.Hosting;
using Relay.Functions.Keys;
using Relay.Identities;

namespace Relay.Functions.Tests.Keys;

/// <summary>Each rule of an upload's form, with the member at fault.</summary>
public sealed class UploadCheckTests : IDisposable
{
    private readonly TestIdentity _identity = new();

    public void Dispose() => _identity.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void Check_UpTo100OfEach_Holds(int count)
    {
        Assert.Null(UploadCheck.Check(KeySamples.Upload(_identity, count)));
        Assert.Null(UploadCheck.Check(new KeysUpload()));
        Assert.Null(UploadCheck.Check(new KeysUpload(LastResortKyberPreKey: KeySamples.Signed(_identity, 1, KeySamples.KemKey(KeyNumbers.MlKem1024)))));
    }

    [Fact]
    public void Check_101OfEither_IsRefused()
    {
        var upload = KeySamples.Upload(_identity, 101);
        AssertRefused(upload, "preKeys", 400, 100);
        AssertRefused(upload with { PreKeys = null }, "kyberPreKeys", 400, 100);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0x4000)]
    [InlineData(-1)]
    public void Check_RegistrationIdOutsideItsRange_IsRefused(int id) => AssertRefused(new KeysUpload(RegistrationId: id), "registrationId", 400, 0x3FFF);

    [Theory]
    [InlineData(-1)]
    [InlineData(0x1000000)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void Check_KeyIdOutsideItsRange_IsRefusedByName(int id)
    {
        var (ec, kem) = (KeySamples.Signed(_identity, id, KeySamples.EcKey()), KeySamples.Signed(_identity, id, KeySamples.KemKey()));
        AssertRefused(new KeysUpload(SignedPreKey: ec), "signedPreKey.keyId", 422, 0xFFFFFF);
        AssertRefused(new KeysUpload(LastResortKyberPreKey: kem), "lastResortKyberPreKey.keyId", 422, 0xFFFFFF);
        AssertRefused(new KeysUpload(PreKeys: [new PreKey(id, KeySamples.EcKey())]), "preKeys[0].keyId", 422, 0xFFFFFF);
        AssertRefused(new KeysUpload(KyberPreKeys: [kem]), "kyberPreKeys[0].keyId", 422, 0xFFFFFF);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(3, 2)]
    [InlineData(0xFFFFFF, 0)]
    public void Check_IdTwiceOrOutOfOrder_IsRefusedByName(int first, int second)
    {
        AssertRefused(new KeysUpload(PreKeys: [new PreKey(first, KeySamples.EcKey()), new PreKey(second, KeySamples.EcKey())]), "preKeys[1].keyId", 422);
        AssertRefused(
            new KeysUpload(KyberPreKeys: [KeySamples.Signed(_identity, first, KeySamples.KemKey()), KeySamples.Signed(_identity, second, KeySamples.KemKey())]),
            "kyberPreKeys[1].keyId",
            422);
    }

    [Theory]
    [InlineData("")]
    [InlineData("05")]
    [InlineData("050900000000000000000000000000000000000000000000000000000000000000ff")]
    [InlineData("040900000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("050000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("050100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("05ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("05edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("05eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("05f6ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("050900000000000000000000000000000000000000000000000000000000000080")]
    [InlineData("05e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")]
    [InlineData("055f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157")]
    public void Check_CurveKeyThatIsNone_IsRefusedByName(string hex)
    {
        var key = Convert.FromHexString(hex);
        AssertRefused(new KeysUpload(IdentityKey: key), "identityKey", 422, 33);
        AssertRefused(new KeysUpload(SignedPreKey: KeySamples.Signed(_identity, 1, key)), "signedPreKey.publicKey", 422, 33);
        AssertRefused(new KeysUpload(PreKeys: [new PreKey(1, KeySamples.EcKey()), new PreKey(2, key)]), "preKeys[1].publicKey", 422, 33);
    }

    [Theory]
    [InlineData(0x07, 1569)] // Kyber768's type
    [InlineData(0x07, 1185)] // and its length
    [InlineData(0x08, 1568)]
    [InlineData(0x08, 1570)]
    [InlineData(0x09, 1569)]
    [InlineData(0x05, 33)]
    [InlineData(0x0A, 1)]
    public void Check_KemKeyThatIsNone_IsRefusedByName(byte type, int length)
    {
        byte[] key = [type, .. new byte[length - 1]];
        AssertRefused(new KeysUpload(LastResortKyberPreKey: KeySamples.Signed(_identity, 1, key)), "lastResortKyberPreKey.publicKey", 422, 1569);
        AssertRefused(new KeysUpload(KyberPreKeys: [KeySamples.Signed(_identity, 1, key)]), "kyberPreKeys[0].publicKey", 422, 1569);
        Assert.Contains("Kyber768", UploadCheck.Check(new KeysUpload(KyberPreKeys: [KeySamples.Signed(_identity, 1, key)]))!.Rule, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(65)]
    public void Check_SignatureOfAnotherLength_IsRefusedByName(int length)
    {
        AssertRefused(new KeysUpload(SignedPreKey: new SignedPreKey(1, KeySamples.EcKey(), new byte[length])), "signedPreKey.signature", 422, 64);
        AssertRefused(new KeysUpload(KyberPreKeys: [new SignedPreKey(1, KeySamples.KemKey(), new byte[length])]), "kyberPreKeys[0].signature", 422, 64);
    }

    [Theory]
    [InlineData("""{"signedPreKey":{"keyId":1,"publicKey":"AA=="}}""", "signedPreKey")]
    [InlineData("""{"kyberPreKeys":[{"keyId":1,"publicKey":"AA==","signature":null}]}""", "kyberPreKeys[0].signature")]
    [InlineData("""{"kyberPreKeys":[{"keyId":1,"publicKey":"%","signature":"AA=="}]}""", "kyberPreKeys[0].publicKey")]
    [InlineData("""{"preKeys":[{"keyId":"1","publicKey":"AA=="}]}""", "preKeys[0].keyId")]
    [InlineData("""{"preKeys":[{"keyId":4294967296,"publicKey":"AA=="}]}""", "preKeys[0].keyId")]
    [InlineData("""{"preKeys":[{"keyId":1.5,"publicKey":"AA=="}]}""", "preKeys[0].keyId")]
    [InlineData("""{"preKeys":[null]}""", "preKeys[0]")]
    [InlineData("""{"preKeys":{}}""", "preKeys")]
    [InlineData("""{"more":1}""", "more")]
    [InlineData("[]", "body")]
    public void Read_OtherThanTheForm_IsRefusedByName(string body, string field)
    {
        var (upload, problem) = JsonBody.Read(Encoding.UTF8.GetBytes(body), KeysJson.Default.KeysUpload);
        problem ??= UploadCheck.Check(upload!);
        Assert.Equal((400, field), (problem!.Status, problem.Field));
    }

    private static void AssertRefused(KeysUpload upload, string field, int status, long? limit = null)
    {
        var problem = UploadCheck.Check(upload);
        Assert.Equal((status, field, limit), (problem?.Status ?? 0, problem?.Field, problem?.Limit));
        Assert.NotNull(problem!.Rule);
    }
}
