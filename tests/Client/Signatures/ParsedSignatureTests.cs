using Relay.Signatures;

namespace Relay.Client.Tests.Signatures;

public sealed class ParsedSignatureTests
{
    private static readonly Sample Good = new Sample().Signed();
    private static readonly string Value = Good.Input["sig1=".Length..];
    private static readonly string Bytes = Good.Signature["sig1=".Length..];

    [Fact]
    public void TryParse_OwnSignature_GivesItsParameters()
    {
        Assert.Equal(SignatureFailure.None, ParsedSignature.TryParse(Good.Input, Good.Signature, out var parsed));
        Assert.Equal("whatsapp-1", parsed!.KeyId);
        Assert.Equal(SignatureAlgorithms.EcdsaP256Sha256, parsed.Algorithm);
        Assert.Equal(SignatureTags.Request, parsed.Tag);
        Assert.Equal(22, parsed.Nonce.Length);
        Assert.Equal(Sample.Start, parsed.Created);
        Assert.Equal(Sample.Start.AddSeconds(300), parsed.Expires);
    }

    [Fact]
    public void TryParse_Labels_AreChosen()
    {
        Check($"other={Value}", $"other={Bytes}", SignatureFailure.None);
        Check($"other=(\"x\";sf);a=1 ,\t sig1={Value}", $"other=:AAAA:, sig1={Bytes}", SignatureFailure.None);
        Check($"sig1={Value}, other=()", $"sig1={Bytes};a=1", SignatureFailure.None);
        Check($"a={Value}, b={Value}", $"a={Bytes}, b={Bytes}", SignatureFailure.LabelAmbiguous);
        Check($"sig1={Value}, sig1={Value}", $"sig1={Bytes}", SignatureFailure.Malformed);
        Check($"a={Value}, a={Value}", $"a={Bytes}", SignatureFailure.Malformed);
        Check(Good.Input, $"sig1={Bytes}, sig1={Bytes}", SignatureFailure.Malformed);
        Check(Good.Input, $"other={Bytes}", SignatureFailure.Malformed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void TryParse_HeaderMissing_Missing(string? header)
    {
        Check(header, Good.Signature, SignatureFailure.Missing);
        Check(Good.Input, header, SignatureFailure.Missing);
    }

    [Theory]
    [InlineData("sig1")]
    [InlineData("sig1=")]
    [InlineData("sig1=1")]
    [InlineData("sig1=(")]
    [InlineData("sig1=(\"a\"\"b\")")]
    [InlineData("sig1=(\"a)")]
    [InlineData("sig1=(\"a\\n\")")]
    [InlineData("Sig1=()")]
    [InlineData("sig1=();")]
    [InlineData("sig1=();=1")]
    [InlineData("sig1=();a=1.")]
    [InlineData("sig1=();a=1.2345")]
    [InlineData("sig1=();a=1234567890123456")]
    [InlineData("sig1=();a=-")]
    [InlineData("sig1=();a=?2")]
    [InlineData("sig1=();a=:AAA:")]
    [InlineData("sig1=();a=:A=AA:")]
    [InlineData("sig1=();a=:AAAA")]
    [InlineData("sig1=();a=@1")]
    [InlineData("sig1=();a=\"é\"")]
    [InlineData("sig1=() x")]
    [InlineData("sig1=(),,b=()")]
    [InlineData(",sig1=()")]
    public void TryParse_InputMalformed_Malformed(string input) => Check(input, Good.Signature, SignatureFailure.Malformed);

    [Theory]
    [InlineData("sig1=::")]
    [InlineData("sig1=:AAAA:")]
    [InlineData("sig1=\"AAAA\"")]
    [InlineData("sig1")]
    [InlineData("sig1=:AAAA")]
    [InlineData("sig1=:****:")]
    public void TryParse_SignatureMalformed_Malformed(string signature) => Check(Good.Input, signature, SignatureFailure.Malformed);

    [Fact]
    public void TryParse_HeaderTooLong_Malformed()
    {
        Check(Good.Input + ";a=\"" + new string('x', 4096) + "\"", Good.Signature, SignatureFailure.Malformed);
        Check(Good.Input, Good.Signature + ", a=\"" + new string('x', 4096) + "\"", SignatureFailure.Malformed);
    }

    [Fact]
    public void TryParse_AnythingPutTogether_NeverThrows()
    {
        string[] pieces =
        [
            "sig1", "=", "(", ")", "\"@method\"", "\"@path\"", " ", ";", ",", "a", "b", "created", "nonce", "keyid", "tag", "alg", "\"x\"",
            "-0", "00.10", "-0.000", "007", "?0", "?1", ":AAAA:", ":AA==:", "tok/en", "*", "\\", "\"", ":", "\t", "é", "999999999999999", "-",
        ];
        var random = new Random(9421);
        for (var i = 0; i < 50_000; i++)
        {
            // Half of them extend a good signature, so that the canonical writer sees all kinds of values.
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]));
            var input = i % 2 == 0 ? text : $"{Good.Input};{text}";
            var failure = ParsedSignature.TryParse(input, i % 3 == 0 ? text : Good.Signature, out var parsed);
            Assert.Equal(failure == SignatureFailure.None, parsed is not null);
        }
    }

    [Fact]
    public void Describe_EveryFailure_HasItsOwnWords()
    {
        var words = Enum.GetValues<SignatureFailure>().Select(failure => failure.Describe()).ToList();
        Assert.Equal(words.Count, words.Distinct().Count());
    }

    private static void Check(string? input, string? signature, SignatureFailure expected)
    {
        Assert.Equal(expected, ParsedSignature.TryParse(input, signature, out var parsed));
        Assert.Equal(expected == SignatureFailure.None, parsed is not null);
    }
}
