using System.Text.Json.Nodes;
using Relay.Functions.Accept;
using Relay.Functions.Accept.Protocols;
using Relay.Functions.Queue;

namespace Relay.Functions.Tests.Accept;

/// <summary>Each rule of a member, and the path that the problem names.</summary>
public sealed class EnvelopeRequestRuleTests
{
    private const string Envelope = "envelopes[0]";
    private const string Ciphertext = "envelopes[0].ciphertexts[0]";

    /// <summary>Member, JSON of a value that breaks its rule, path below the envelope.</summary>
    public static TheoryData<string, string, string> EnvelopeFaults()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var member in new[] { "id", "messageId" })
        {
            foreach (var value in (string[])["null", "1", "{}", "[]", "\"\"", "\"x\"", "\"00000000-0000-0000-0000-000000000000\"", "\"0190163d8694739baea5966c26f8ad91\"",
                "\"{0190163d-8694-739b-aea5-966c26f8ad91}\"", "\"0190163d-8694-739b-aea5-966c26f8ad9\"", "\"0190163d-8694-739b-aea5-966c26f8ad9g\"", "\"0190163d-8694-739b-aea5-966c26f8ad911\""])
                data.Add(member, value, member);
        }

        foreach (var member in new[] { "from", "to" })
        {
            foreach (var value in (string[])["null", "1", "\"ana\"", "[]", "true", "{}", """{"partner":"whatsapp"}""", """{"user":"ana"}"""])
                data.Add(member, value, member);
            foreach (var partner in (string[])["null", "1", "{}", "\"\"", "\"a\"", "\"Whatsapp\"", "\"1whatsapp\"", "\"-whatsapp\"", "\"what app\"", "\"what_app\"", $"\"{new string('a', 33)}\"", "\"wh\\u00e4tsapp\""])
                data.Add(member, $$"""{"partner":{{partner}},"user":"ana"}""", member + ".partner");
            foreach (var user in (string[])["null", "1", "[]", "\"\"", "\"a b\"", "\"a/b\"", "\"a\\u0000\"", "\"\\u00fc\"", $"\"{new string('a', 129)}\""])
                data.Add(member, $$"""{"partner":"whatsapp","user":{{user}}}""", member + ".user");
            data.Add(member, """{"partner":"whatsapp","user":"ana","device":1}""", member + ".device");
            data.Add(member, """{"partner":"whatsapp","user":"ana","user":"ben"}""", member + ".user");
            data.Add(member, """{"partner":"whatsapp","user":"ana","partner":"whatsapp"}""", member + ".partner");
        }

        foreach (var value in (string[])["1", "\"\"", "\"Normal\"", "\"normal \"", "\"bulk\"", "{}", "true"])
            data.Add("class", value, "class");
        foreach (var value in (string[])["0", "-1", "2592001", "1.5", "1e2", "\"60\"", "99999999999", "true", "[]"])
            data.Add("timeToLiveSeconds", value, "timeToLiveSeconds");
        foreach (var value in (string[])["null", "{}", "1", "\"\"", "[]"])
            data.Add("ciphertexts", value, "ciphertexts");
        foreach (var value in (string[])["[null]", "[1]", "[[]]", "[\"\"]"])
            data.Add("ciphertexts", value, "ciphertexts[0]");
        return data;
    }

    [Theory]
    [MemberData(nameof(EnvelopeFaults))]
    public void Envelope_MemberBreaksItsRule_IsNamed(string member, string value, string path) =>
        Assert.Equal($"{Envelope}.{path}", Requests.Refusal(Replace(Requests.With(envelope => envelope[member] = "PLACE"), value)).Field);

    [Theory]
    [InlineData("device", "0")]
    [InlineData("device", "128")]
    [InlineData("device", "-1")]
    [InlineData("device", "1.0")]
    [InlineData("device", "\"1\"")]
    [InlineData("device", "null")]
    [InlineData("registrationId", "0")]
    [InlineData("registrationId", "16384")]
    [InlineData("registrationId", "null")]
    [InlineData("registrationId", "[]")]
    [InlineData("type", "0")]
    [InlineData("type", "2")]
    [InlineData("type", "4")]
    [InlineData("type", "5")]
    [InlineData("type", "7")]
    [InlineData("type", "9")]
    [InlineData("type", "256")]
    [InlineData("type", "257")]
    [InlineData("type", "null")]
    [InlineData("type", "\"1\"")]
    [InlineData("content", "null")]
    [InlineData("content", "1")]
    [InlineData("content", "{}")]
    [InlineData("content", "\"\"")]
    [InlineData("content", "\"A\"")]
    [InlineData("content", "\"AA\"")]
    [InlineData("content", "\"AAAAA\"")]
    public void Ciphertext_MemberBreaksItsRule_IsNamed(string member, string value) =>
        Assert.Equal($"{Ciphertext}.{member}", Requests.Refusal(Replace(Requests.WithCiphertext(ciphertext => ciphertext[member] = "PLACE"), value)).Field);

    [Theory]
    [InlineData("id")]
    [InlineData("messageId")]
    [InlineData("from")]
    [InlineData("to")]
    [InlineData("ciphertexts")]
    public void Envelope_MemberLeftOut_IsNamed(string member) =>
        Assert.Equal($"{Envelope}.{member}", Requests.Refusal(Requests.With(envelope => envelope.Remove(member))).Field);

    [Theory]
    [InlineData("device")]
    [InlineData("registrationId")]
    [InlineData("type")]
    [InlineData("content")]
    public void Ciphertext_MemberLeftOut_IsNamed(string member) =>
        Assert.Equal($"{Ciphertext}.{member}", Requests.Refusal(Requests.WithCiphertext(ciphertext => ciphertext.Remove(member))).Field);

    [Theory]
    [InlineData("id")]
    [InlineData("messageId")]
    [InlineData("from")]
    [InlineData("to")]
    [InlineData("class")]
    [InlineData("timeToLiveSeconds")]
    [InlineData("ciphertexts")]
    public void Envelope_MemberTwice_IsRefused(string member)
    {
        var envelope = Requests.Envelope();
        var twice = $"{{\"{member}\":{envelope[member]!.ToJsonString()},{envelope.ToJsonString()[1..]}";
        Assert.Equal($"{Envelope}.{member}", Requests.Refusal($"{{\"envelopes\":[{twice}]}}").Field);
    }

    [Theory]
    [InlineData("device")]
    [InlineData("registrationId")]
    [InlineData("type")]
    [InlineData("content")]
    public void Ciphertext_MemberTwice_IsRefused(string member)
    {
        var ciphertext = Requests.Ciphertext();
        var twice = $"[{{\"{member}\":{ciphertext[member]!.ToJsonString()},{ciphertext.ToJsonString()[1..]}]";
        Assert.Equal($"{Ciphertext}.{member}", Requests.Refusal(Replace(Requests.With(envelope => envelope["ciphertexts"] = "PLACE"), twice)).Field);
    }

    [Fact]
    public void Ciphertexts_DeviceTwice_NamesTheSecond()
    {
        var request = Requests.With(envelope => envelope["ciphertexts"] = new JsonArray(Requests.Ciphertext(1), Requests.Ciphertext(2), Requests.Ciphertext(1)));
        Assert.Equal($"{Envelope}.ciphertexts[2].device", Requests.Refusal(request).Field);
    }

    [Fact]
    public void Envelope_OptionalMembersThatAreNull_CountAsLeftOut()
    {
        var (drafts, problem) = Requests.Parse(Requests.With(envelope =>
        {
            envelope["class"] = null;
            envelope["timeToLiveSeconds"] = null;
        }));

        Assert.Null(problem);
        Assert.Equal((EnvelopeClass.Normal, new AcceptOptions().DefaultTimeToLiveSeconds), (drafts[0].Class, drafts[0].TimeToLiveSeconds));
    }

    [Fact]
    public void Parse_AnIdTwice_NamesTheSecond()
    {
        var request = Requests.Of(Requests.Envelope(), Requests.Envelope());
        request["envelopes"]![1]!["id"] = Requests.Id;

        Assert.Equal("envelopes[1].id", Requests.Refusal(request).Field);
    }

    [Fact]
    public void Envelopes_FaultInALaterOne_NamesItsPlace()
    {
        var broken = Requests.Envelope(3);
        broken["ciphertexts"]![2]!["type"] = 7;
        var problem = Requests.Refusal(Requests.Of(Requests.Envelope(), Requests.Envelope(), broken));
        Assert.Equal(("envelopes[2].ciphertexts[2].type", ProtocolShapes.TypeRule), (problem.Field, problem.Rule));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("[]")]
    public void Envelopes_EntryThatIsNoObject_IsNamed(string entry) =>
        Assert.Equal(Envelope, Requests.Refusal($"{{\"envelopes\":[{entry}]}}").Field);

    [Fact]
    public void Envelope_UnknownMember_IsNamed()
    {
        Assert.Equal($"{Envelope}.sealed", Requests.Refusal(Requests.With(envelope => envelope["sealed"] = true)).Field);
        Assert.Equal($"{Ciphertext}.Device", Requests.Refusal(Requests.WithCiphertext(ciphertext => ciphertext["Device"] = 1)).Field);
    }

    [Fact]
    public void Envelope_UnknownMemberThatIsNoPlainWord_IsNotRepeatedInTheProblem()
    {
        Assert.Equal(Envelope, Requests.Refusal(Requests.With(envelope => envelope[new string('x', 100_000)] = 1)).Field);
        Assert.Equal(Envelope, Requests.Refusal(Requests.With(envelope => envelope["ana@example.org"] = 1)).Field);
        Assert.Equal(Ciphertext, Requests.Refusal(Requests.WithCiphertext(ciphertext => ciphertext["<script>"] = 1)).Field);
        Assert.Equal(Envelope + ".to", Requests.Refusal(Requests.With(envelope => envelope["to"]!["\r\n"] = 1)).Field);
    }

    private static string Replace(JsonObject request, string value) => request.ToJsonString().Replace("\"PLACE\"", value, StringComparison.Ordinal);
}
