using Relay.Signatures;

namespace Relay.Client.Tests.Signatures;

public sealed class MessageVerifierTests
{
    private const string Covered = "(\"@method\" \"@authority\" \"@path\" \"@query\" \"content-digest\")";
    private const string Parameters =
        ";created=1800000000;expires=1800000300;nonce=\"AAECAwQFBgcICQoLDA0ODw\";keyid=\"whatsapp-1\";tag=\"relay-request\"";

    [Fact]
    public void Verify_OwnSignature_Holds() => Assert.Equal(SignatureFailure.None, new Sample().Signed().Check());

    [Fact]
    public void Verify_EmptyBodyAndQuery_Holds() => Assert.Equal(
        SignatureFailure.None,
        new Sample { Body = [], Line = new("GET", "localhost:7071", "/v1/users/ana", "?a=b") }.Signed().Check());

    [Theory]
    [InlineData(Covered + Parameters)]
    [InlineData("(\"content-digest\" \"@query\" \"@path\" \"@authority\" \"@method\")" + Parameters)]
    [InlineData(Covered + ";alg=\"ecdsa-p256-sha256\"" + Parameters)]
    [InlineData(Covered + Parameters + ";x=1;y;z=:AAAA:;t=tok/en;d=-1.5;b=?0;s=\"a\\\"b\"")]
    public void Verify_WellFormedVariant_Holds(string list) => Assert.Equal(SignatureFailure.None, new Sample().SignedAs(list).Check());

    [Theory]
    [InlineData("(  \"@method\"   \"@authority\" \"@path\" \"@query\" \"content-digest\"  );  created=1800000000")]
    [InlineData(Covered + ";created=01800000000")]
    [InlineData(Covered + ";y=?1;created=1800000000")]
    public void Verify_NotCanonicalOnTheWire_IsCheckedInCanonicalForm(string start)
    {
        var canonical = Covered + (start.Contains(";y", StringComparison.Ordinal) ? ";y" : "") + ";created=1800000000";
        var rest = Parameters[";created=1800000000".Length..];
        var signed = new Sample().SignedAs(canonical + rest);
        Assert.Equal(SignatureFailure.None, signed.Check());
        Assert.Equal(SignatureFailure.None, (signed with { Input = "sig1=" + start + rest }).Check());
    }

    [Theory]
    [InlineData("(\"@method\" \"@authority\" \"@path\" \"@query\")" + Parameters, SignatureFailure.ComponentsMissing)]
    [InlineData("()" + Parameters, SignatureFailure.ComponentsMissing)]
    [InlineData("(\"@method\" \"@authority\" \"@path\" \"@query\" \"content-digest\" \"date\")" + Parameters, SignatureFailure.ComponentUnsupported)]
    [InlineData("(\"@method\";req \"@authority\" \"@path\" \"@query\" \"content-digest\")" + Parameters, SignatureFailure.ComponentUnsupported)]
    [InlineData("(\"@method\" \"@method\" \"@authority\" \"@path\" \"@query\" \"content-digest\")" + Parameters, SignatureFailure.Malformed)]
    [InlineData("(@method)" + Parameters, SignatureFailure.Malformed)]
    [InlineData("(method)" + Parameters, SignatureFailure.Malformed)]
    [InlineData(Covered + ";alg=\"ed25519\"" + Parameters, SignatureFailure.AlgorithmMismatch)]
    [InlineData(Covered + ";alg=ed25519" + Parameters, SignatureFailure.Malformed)]
    [InlineData(Covered + Parameters + ";nonce=\"AAECAwQFBgcICQoLDA0ODw\"", SignatureFailure.Malformed)]
    [InlineData(Covered + Parameters + ";x=1;x=2", SignatureFailure.Malformed)]
    [InlineData(Covered + Parameters + ";x=", SignatureFailure.Malformed)]
    [InlineData(Covered + Parameters + ";X=1", SignatureFailure.Malformed)]
    [InlineData(Covered + Parameters + " ", SignatureFailure.None)]
    [InlineData(Covered + Parameters + ",", SignatureFailure.Malformed)]
    [InlineData(Covered + Parameters + ";a;b;c;d;e;f;g;h;i;j;k;l", SignatureFailure.Malformed)]
    public void Verify_UnusualList_IsJudged(string list, SignatureFailure expected) =>
        Assert.Equal(expected, new Sample().SignedAs(list, list.TrimEnd(' ')).Check());

    [Theory]
    [InlineData("created")]
    [InlineData("expires")]
    [InlineData("nonce")]
    [InlineData("keyid")]
    [InlineData("tag")]
    public void Verify_ParameterLeftOut_ParametersMissing(string name)
    {
        var kept = Parameters.Split(';', StringSplitOptions.RemoveEmptyEntries).Where(p => !p.StartsWith(name + "=", StringComparison.Ordinal));
        Assert.Equal(SignatureFailure.ParametersMissing, new Sample().SignedAs(Covered + ";" + string.Join(';', kept)).Check());
    }

    [Theory]
    [InlineData("created=1800000000", "created=1800000300", SignatureFailure.Malformed)]
    [InlineData("created=1800000000", "created=-1", SignatureFailure.Malformed)]
    [InlineData("created=1800000000", "created=1.5", SignatureFailure.Malformed)]
    [InlineData("expires=1800000300", "expires=999999999999999", SignatureFailure.Malformed)]
    [InlineData("expires=1800000300", "expires=1800000301", SignatureFailure.LifetimeTooLong)]
    [InlineData("AAECAwQFBgcICQoLDA0ODw", "short", SignatureFailure.NonceUnsuitable)]
    [InlineData("whatsapp-1", "whatsapp-2", SignatureFailure.KeyMismatch)]
    [InlineData("relay-request", "relay-webhook", SignatureFailure.TagMismatch)]
    [InlineData("tag=\"relay-request\"", "tag=relay-request", SignatureFailure.Malformed)]
    public void Verify_ParameterChanged_IsRefused(string from, string to, SignatureFailure expected) => Assert.Equal(
        expected, new Sample().SignedAs(Covered + Parameters.Replace(from, to, StringComparison.Ordinal)).Check());

    [Theory]
    [InlineData(-31, SignatureFailure.NotYetValid)]
    [InlineData(-30, SignatureFailure.None)]
    [InlineData(300, SignatureFailure.None)]
    [InlineData(301, SignatureFailure.Expired)]
    public void Verify_AtSecond_IsJudgedByTime(int seconds, SignatureFailure expected) =>
        Assert.Equal(expected, (new Sample().Signed() with { Now = Sample.Start.AddSeconds(seconds) }).Check());

    [Fact]
    public void Verify_AnythingOfTheRequestChanged_IsRefused()
    {
        var signed = new Sample().Signed();
        foreach (var line in new[]
        {
            signed.Line with { Method = "PUT" },
            signed.Line with { Authority = "relay.example:8443" },
            signed.Line with { Path = "/v1/envelopes/" },
            signed.Line with { Query = "?a" },
        })
            Assert.Equal(SignatureFailure.SignatureInvalid, (signed with { Line = line }).Check());

        Assert.Equal(SignatureFailure.DigestMissing, (signed with { Digest = null }).Check());
        Assert.Equal(SignatureFailure.DigestMismatch, (signed with { Body = [1] }).Check());
        Assert.Equal(SignatureFailure.SignatureInvalid, (signed with { Digest = signed.Digest + ", sha-512=:AAAA:" }).Check());
        Assert.Equal(SignatureFailure.Malformed, (signed with { Line = signed.Line with { Path = "/a\n\"@query\": ?" } }).Check());
        Assert.Equal(SignatureFailure.Malformed, (signed with { Line = signed.Line with { Path = "/é" } }).Check());
    }

    [Theory]
    [InlineData(SignatureAlgorithms.EcdsaP256Sha256)]
    [InlineData(SignatureAlgorithms.Ed25519)]
    public void Verify_AnyBitOfTheSignatureFlipped_SignatureInvalid(string algorithm)
    {
        using var key = algorithm == SignatureAlgorithms.Ed25519 ? SigningKey.CreateEd25519("k-1") : SigningKey.CreateEcdsaP256("k-1");
        var signed = new Sample { Signer = key }.Signed();
        var bytes = Convert.FromBase64String(signed.Signature["sig1=:".Length..^1]);
        for (var bit = 0; bit < bytes.Length * 8; bit += 7)
        {
            var changed = bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(SignatureFailure.SignatureInvalid, (signed with { Signature = $"sig1=:{Convert.ToBase64String(changed)}:" }).Check());
        }
    }

    [Fact]
    public void Verify_AnyCharacterOfTheInputChanged_IsRefused()
    {
        var signed = new Sample().Signed();
        for (var i = 0; i < signed.Input.Length; i++)
        {
            var changed = signed.Input.ToCharArray();
            changed[i] = changed[i] == 'x' ? 'y' : 'x';
            Assert.NotEqual(SignatureFailure.None, (signed with { Input = new string(changed) }).Check());
            Assert.NotEqual(SignatureFailure.None, (signed with { Input = signed.Input.Remove(i, 1) }).Check());
        }
    }
}
