using System.Text.Json.Nodes;
using Relay.Functions.Accept;

namespace Relay.Functions.Tests.Accept;

/// <summary>Every bound: the last value that passes and the first that does not.</summary>
public sealed class EnvelopeRequestLimitTests
{
    [Fact]
    public void Envelopes_AtTheLimit_Pass()
    {
        var (drafts, problem) = Requests.Parse(Requests.Of(Enumerable.Range(0, AcceptOptions.MaxEnvelopes).Select(_ => Requests.Envelope())));
        Assert.Null(problem);
        Assert.Equal(100, drafts.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    [InlineData(150)]
    public void Envelopes_OutsideTheLimit_AreRefused(int count)
    {
        var problem = Requests.Refusal(Requests.Of(Enumerable.Range(0, count).Select(_ => Requests.Envelope())));
        Assert.Equal(("envelopes", 100L), (problem.Field, problem.Limit));
    }

    [Fact]
    public void Ciphertexts_AtTheLimit_Pass()
    {
        var (drafts, problem) = Requests.Parse(Requests.Of(Requests.Envelope(AcceptOptions.MaxCiphertexts)));
        Assert.Null(problem);
        Assert.Equal(20, drafts[0].Ciphertexts.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(21)]
    public void Ciphertexts_OutsideTheLimit_AreRefused(int count)
    {
        var problem = Requests.Refusal(Requests.Of(Requests.Envelope(count)));
        Assert.Equal(("envelopes[0].ciphertexts", 20L), (problem.Field, problem.Limit));
    }

    [Theory]
    [InlineData(SignalLimits.MaxContentBytes - 1)]
    [InlineData(SignalLimits.MaxContentBytes)]
    public void Content_UpToTheLimit_Passes(int bytes)
    {
        var (drafts, problem) = Requests.Parse(Requests.WithCiphertext(ciphertext => ciphertext["content"] = Convert.ToBase64String(new byte[bytes])));
        Assert.Null(problem);
        Assert.Equal(bytes, drafts[0].Ciphertexts[0].Length);
    }

    [Theory]
    [InlineData(SignalLimits.MaxContentBytes + 1)]
    [InlineData(SignalLimits.MaxContentBytes + 2)]
    [InlineData(SignalLimits.MaxContentBytes + 3)]
    [InlineData(SignalLimits.MaxContentBytes * 2)]
    public void Content_OverTheLimit_IsRefused(int bytes)
    {
        var problem = Requests.Refusal(Requests.WithCiphertext(ciphertext => ciphertext["content"] = Convert.ToBase64String(new byte[bytes])));
        Assert.Equal(("envelopes[0].ciphertexts[0].content", 98304L), (problem.Field, problem.Limit));
    }

    [Theory]
    [InlineData("device", 1)]
    [InlineData("device", 127)]
    [InlineData("registrationId", 1)]
    [InlineData("registrationId", 16383)]
    [InlineData("type", 1)]
    [InlineData("type", 3)]
    [InlineData("type", 6)]
    [InlineData("type", 8)]
    public void Ciphertext_NumberAtItsBound_Passes(string member, int value) =>
        Assert.Null(Requests.Parse(Requests.WithCiphertext(ciphertext => ciphertext[member] = value)).Problem);

    [Theory]
    [InlineData(1)]
    [InlineData(2_592_000)]
    public void TimeToLive_AtItsBound_Passes(int seconds) =>
        Assert.Equal(seconds, Requests.Parse(OfClass("normal", seconds)).Envelopes[0].TimeToLiveSeconds);

    [Theory]
    [InlineData("normal", 61, true)]
    [InlineData("ephemeral", 61, true)]
    [InlineData("urgent", 60, true)]
    [InlineData("urgent", 61, false)]
    [InlineData("urgent", 2_592_000, false)]
    public void TimeToLive_OfClassUrgent_IsAMinuteAtMost(string word, int seconds, bool allowed)
    {
        var problem = Requests.Parse(OfClass(word, seconds)).Problem;
        Assert.Equal(allowed, problem is null);
        if (!allowed)
            Assert.Equal(("envelopes[0].timeToLiveSeconds", "a whole number from 1 to the limit in class urgent", 60L), (problem!.Field, problem.Rule, problem.Limit));
    }

    [Theory]
    [InlineData(59, false)]
    [InlineData(60, true)]
    public void TimeToLive_OfClassUrgent_HasTheConfiguredBound(int bound, bool allowed)
    {
        var request = Encoding.UTF8.GetBytes(Requests.Of(Requests.Envelope()).ToJsonString());
        var (_, problem) = EnvelopeRequestParser.Parse(request, new AcceptOptions { LongestUrgentTimeToLiveSeconds = bound });
        Assert.Equal(allowed ? null : 59L, problem?.Limit);
    }

    [Fact]
    public void TimeToLive_BeforeTheClass_IsBoundedByItToo()
    {
        var request = Requests.With(envelope =>
        {
            envelope.Remove("class");
            envelope["timeToLiveSeconds"] = 61;
            envelope["class"] = "urgent";
        });
        Assert.Equal("envelopes[0].timeToLiveSeconds", Requests.Refusal(request).Field);
    }

    [Fact]
    public void TimeToLive_OverTheConfiguredBound_NamesThatBound()
    {
        var request = Encoding.UTF8.GetBytes(Requests.With(envelope => envelope["timeToLiveSeconds"] = 61).ToJsonString());
        var (_, problem) = EnvelopeRequestParser.Parse(request, new AcceptOptions { LongestTimeToLiveSeconds = 60 });
        Assert.Equal(("envelopes[0].timeToLiveSeconds", 60L), (problem!.Field, problem.Limit));
    }

    [Theory]
    [InlineData("partner", 2)]
    [InlineData("partner", 32)]
    [InlineData("user", 1)]
    [InlineData("user", 128)]
    public void Address_NameAtItsBound_Passes(string member, int length)
    {
        var text = new string('a', length);
        Assert.Null(Requests.Parse(Requests.With(envelope => envelope["to"]![member] = text)).Problem);
    }

    [Fact]
    public void User_EveryAllowedCharacter_Passes()
    {
        const string User = "AZaz09._~@+-";
        Assert.Equal(User, Requests.Parse(Requests.With(envelope => envelope["to"]!["user"] = User)).Envelopes[0].ToUser);
    }

    private static JsonObject OfClass(string word, int seconds) => Requests.With(envelope =>
    {
        envelope["class"] = word;
        envelope["timeToLiveSeconds"] = seconds;
    });

    [Fact]
    public void Body_LargestByEveryLimit_IsReadOnce()
    {
        var envelope = Requests.Envelope();
        envelope["ciphertexts"] = new JsonArray([.. Enumerable.Range(1, 5).Select(device => Requests.Ciphertext(device, SignalLimits.MaxContentBytes))]);
        var request = Requests.Of(Enumerable.Range(0, 20).Select(_ => envelope.DeepClone().AsObject()));
        Assert.Null(Requests.Parse(request).Problem);
    }
}
