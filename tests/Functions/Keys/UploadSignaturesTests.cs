using Relay.Functions.Keys;
using Relay.Identities;

namespace Relay.Functions.Tests.Keys;

/// <summary>What libsignal has signed holds, and nothing that differs from it in one bit.</summary>
public sealed class UploadSignaturesTests
{
    private const int Flips = 12;

    public static TheoryData<int> Vectors => KeyVectors.All;

    public static TheoryData<int, string> Parts
    {
        get
        {
            var parts = new TheoryData<int, string>();
            foreach (var vector in KeyVectors.All)
            {
                foreach (var part in new[] { "identityKey", "signedPreKey", "lastResortKyberPreKey", "kyberPreKeys[0]", "kyberPreKeys[2]" })
                    parts.Add(vector.Data, part);
            }

            return parts;
        }
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Check_OfLibsignal_Holds(int vector)
    {
        var upload = KeyVectors.Upload(vector);

        Assert.Null(UploadCheck.Check(upload));
        Assert.Null(UploadSignatures.Check(upload, upload.IdentityKey!));
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Digest_OfLibsignalsKeys_IsTheOneOfItsDefinition(int vector)
    {
        var upload = KeyVectors.Upload(vector);
        var keys = new DeviceKeys(1, upload.IdentityKey!, 4711, upload.SignedPreKey!);

        Assert.Null(keys.Digest());
        Assert.Equal(KeyVectors.Digest(vector), (keys with { LastResort = upload.LastResortKyberPreKey }).Digest());
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void Check_AnyBitOfAKeyChanged_IsRefusedByName(int vector, string part) => AssertRefused(vector, part, key => key.PublicKey);

    [Theory]
    [MemberData(nameof(Parts))]
    public void Check_AnyBitOfASignatureChanged_IsRefusedByName(int vector, string part) => AssertRefused(vector, part, key => key.Signature);

    [Fact]
    public void Check_SignedByAnotherIdentity_IsRefused()
    {
        using var identity = new TestIdentity();
        using var another = new TestIdentity();
        var upload = KeySamples.Upload(identity, 2);

        Assert.Null(UploadSignatures.Check(upload, identity.PublicKey));
        Assert.Equal("signedPreKey.signature", UploadSignatures.Check(upload, another.PublicKey)!.Field);
        Assert.Equal("kyberPreKeys[1].signature", UploadSignatures.Check(
            upload with { KyberPreKeys = [upload.KyberPreKeys![0], KeySamples.Signed(another, 9, KeySamples.KemKey())] }, identity.PublicKey)!.Field);
    }

    [Fact]
    public void Check_KeyWithoutItsTypeByteSigned_IsRefused()
    {
        using var identity = new TestIdentity();
        var key = KeySamples.EcKey();
        var upload = new KeysUpload(SignedPreKey: new SignedPreKey(1, key, identity.Sign(key.AsSpan(1))));

        Assert.Equal("signedPreKey.signature", UploadSignatures.Check(upload, identity.PublicKey)!.Field);
    }

    // Random bits, and always the first and the last.
    private static void AssertRefused(int vector, string part, Func<SignedPreKey, byte[]> bytes)
    {
        var random = new Random((vector * 31) + part.Length);
        for (var flip = 0; flip < Flips; flip++)
        {
            var upload = KeyVectors.Upload(vector);
            var changed = part switch
            {
                "identityKey" => upload.IdentityKey!,
                "signedPreKey" => bytes(upload.SignedPreKey!),
                "lastResortKyberPreKey" => bytes(upload.LastResortKyberPreKey!),
                _ => bytes(upload.KyberPreKeys![part[^2] - '0']),
            };
            var bit = flip switch { 0 => 0, 1 => (changed.Length * 8) - 1, _ => random.Next(changed.Length * 8) };
            changed[bit / 8] ^= (byte)(1 << (bit % 8));

            var problem = UploadCheck.Check(upload) ?? UploadSignatures.Check(upload, upload.IdentityKey!);

            Assert.True(problem is { Status: 422, Code: "key-invalid" }, $"bit {bit} of {part}");
            // Under another identity key, whatever is looked at first does not hold.
            Assert.StartsWith(part == "identityKey" && problem.Field != part ? "signedPreKey" : part, problem.Field, StringComparison.Ordinal);
        }
    }
}
