using System.Text.Json.Nodes;
using Relay.Functions.Accept;
using Relay.Functions.Queue;

namespace Relay.Functions.Tests.Accept;

public sealed class EnvelopeRequestParserTests
{
    [Fact]
    public void Parse_EveryMember_IsInTheDraft()
    {
        var (drafts, problem) = Requests.Parse(Requests.Of(Requests.Envelope(2)));

        Assert.Null(problem);
        var draft = Assert.Single(drafts);
        Assert.Equal(Guid.Parse(Requests.Id), draft.Id);
        Assert.Equal(Guid.Parse(Requests.MessageId), draft.MessageId);
        Assert.Equal(("instagram", "ana"), (draft.FromPartner, draft.FromUser));
        Assert.Equal(("whatsapp", "ben"), (draft.ToPartner, draft.ToUser));
        Assert.Equal(EnvelopeClass.Urgent, draft.Class);
        Assert.Equal(60, draft.TimeToLiveSeconds);
        Assert.Equal([1, 2], draft.Ciphertexts.Select(ciphertext => (int)ciphertext.Device));
        Assert.All(draft.Ciphertexts, ciphertext => Assert.Equal((12345, 1, 3), (ciphertext.RegistrationId, ciphertext.Type, ciphertext.Length)));
        Assert.All(draft.Ciphertexts, ciphertext => Assert.Equal("AAAA", Encoding.ASCII.GetString(ciphertext.Content.Span)));
    }

    [Fact]
    public void Parse_ClassAndTimeToLiveLeftOut_TakesTheDefaults()
    {
        var (drafts, problem) = Requests.Parse(Requests.With(envelope =>
        {
            envelope.Remove("class");
            envelope.Remove("timeToLiveSeconds");
        }));

        Assert.Null(problem);
        Assert.Equal((EnvelopeClass.Normal, new AcceptOptions().DefaultTimeToLiveSeconds), (drafts[0].Class, drafts[0].TimeToLiveSeconds));
    }

    [Fact]
    public void Parse_UrgentWithoutTimeToLive_LivesAMinute()
    {
        var (drafts, problem) = Requests.Parse(Requests.With(envelope => envelope.Remove("timeToLiveSeconds")));

        Assert.Null(problem);
        Assert.Equal((60, 0), (drafts[0].TimeToLiveSeconds, drafts[0].StatedTimeToLiveSeconds));
    }

    [Theory]
    [InlineData("normal", EnvelopeClass.Normal)]
    [InlineData("urgent", EnvelopeClass.Urgent)]
    [InlineData("ephemeral", EnvelopeClass.Ephemeral)]
    public void Parse_KnownClass_IsRead(string word, EnvelopeClass expected) =>
        Assert.Equal(expected, Requests.Parse(Requests.With(envelope => envelope["class"] = word)).Envelopes[0].Class);

    [Fact]
    public void Parse_SeveralEnvelopes_KeepsTheirOrder()
    {
        var ids = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7()).ToArray();
        var (drafts, problem) = Requests.Parse(Requests.Of(ids.Select(id =>
        {
            var envelope = Requests.Envelope();
            envelope["id"] = id;
            return envelope;
        })));

        Assert.Null(problem);
        Assert.Equal(ids, drafts.Select(draft => draft.Id));
    }

    [Fact]
    public void Parse_EscapedBase64_IsUnescaped()
    {
        byte[] bytes = [0xFB, 0xEF, 0xFF, 0xFE];
        var text = Convert.ToBase64String(bytes);
        Assert.Contains('+', text);
        Assert.Contains('/', text);
        var escaped = text.Replace("+", "\\u002B", StringComparison.Ordinal).Replace("/", "\\/", StringComparison.Ordinal);
        var request = Requests.WithCiphertext(ciphertext => ciphertext["content"] = "CONTENT").ToJsonString().Replace("CONTENT", escaped, StringComparison.Ordinal);

        var (drafts, problem) = Requests.Parse(request);

        Assert.Null(problem);
        Assert.Equal(text, Encoding.ASCII.GetString(drafts[0].Ciphertexts[0].Content.Span));
        Assert.Equal(bytes.Length, drafts[0].Ciphertexts[0].Length);
    }

    [Fact]
    public void Parse_EscapedNamesAndWords_AreTheSameNamesAndWords()
    {
        var request = Requests.Of(Requests.Envelope()).ToJsonString()
            .Replace("\"messageId\"", "\"\\u006dessageId\"", StringComparison.Ordinal)
            .Replace("\"urgent\"", "\"\\u0075rgent\"", StringComparison.Ordinal)
            .Replace("\"ana\"", "\"\\u0061na\"", StringComparison.Ordinal);

        var (drafts, problem) = Requests.Parse(request);

        Assert.Null(problem);
        Assert.Equal((Guid.Parse(Requests.MessageId), EnvelopeClass.Urgent, "ana"), (drafts[0].MessageId, drafts[0].Class, drafts[0].FromUser));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(100)]
    public void Parse_ContentOfAnyPadding_GivesTheDecodedLength(int bytes) =>
        Assert.Equal(bytes, Requests.Parse(Requests.WithCiphertext(ciphertext => ciphertext["content"] = Convert.ToBase64String(new byte[bytes])))
            .Envelopes[0].Ciphertexts[0].Length);

    [Fact]
    public void Parse_MembersInAnyOrder_AreRead()
    {
        var reversed = new JsonObject(Requests.Envelope().Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));

        var (drafts, problem) = Requests.Parse(Requests.Of(reversed));

        Assert.Null(problem);
        Assert.Equal(Guid.Parse(Requests.Id), drafts[0].Id);
    }
}
