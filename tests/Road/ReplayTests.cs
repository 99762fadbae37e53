using System.Text.Json;
using System.Text.RegularExpressions;
using Relay.Local.Host;
using Relay.Local.Stack;
using Relay.Road.Tests.Fixtures;
using Relay.Signatures;

namespace Relay.Road.Tests;

/// <summary>
/// A call that was recorded and is sent again at another instance. The calls are those that the running program describes, so that
/// a new one is tried as well.
/// </summary>
public sealed partial class ReplayTests : StackFixture
{
    private const string SendEnvelopes = "/v1/envelopes";

    // Harmless when repeated: by the ids of the envelopes (shown below), by changing nothing.
    private static readonly string[] Harmless = [SendEnvelopes, "/v1/group-messages", "/v1/reconcile", "/v1/recipients", "/v1/profiles"];

    // A GET that hands out: a repeated one would take what its partner then waits for.
    private const string Inbox = "/v1/inbox";


    [Fact]
    public async Task EveryStateChangingCall_RepeatedAtAnotherInstance_IsAReplay()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var second = await StartSecondAsync();
        using var operatorKey = Stack.Identity.OperatorKey();
        var calls = await StateChangingAsync();
        string[] known = ["GET /v1/inbox", "PUT /v1/partners/{partner}", "PUT /v1/users/{user}", "POST /v1/media", "POST /v1/media/{id}/complete"];
        Assert.Empty(known.Except(calls.Select(call => call.ToString())));

        foreach (var call in calls)
        {
            // Those that do not know a partner's key are an operator's.
            if (!await IsReplayRefusedAsync(call, a.Key, second.Address))
                Assert.True(await IsReplayRefusedAsync(call, operatorKey, second.Address), $"{call} takes neither key");
        }
    }

    [Fact]
    public async Task GroupMessage_RepeatedAtAnotherInstance_ArrivesOnce()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        await using var second = await StartSecondAsync();
        var group = new SealedGroup(Stack);
        await group.AddAsync(b, "ben");
        var (message, last) = (group.From(a, "ana"), a.Envelope("ana", b, "ben"));
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            id = message.Id,
            messageId = message.MessageId,
            from = new { partner = a.Name, user = "ana" },
            recipients = new[] { new { partner = b.Name, user = "ben" } },
            message = Convert.ToBase64String(message.Message.Span),
        });
        using var request = RawCall.Signed(Stack, a.Key, HttpMethod.Post, "/v1/group-messages", body);
        using var again = RawCall.Copy(request, body);

        Assert.Equal(202, (await RawCall.SendAsync(request)).Status);
        Assert.Equal(202, (await RawCall.SendAsync(again, second.Address)).Status);

        await a.SendAsync(last);
        await Eventually.TrueAsync(() => b.Received.Any(envelope => envelope.Id == last.Id), "what was sent last arrives");
        Assert.Equal([message.EnvelopeId(message.Recipients[0]), last.Id], b.Received.Select(envelope => envelope.Id));
    }

    [Fact]
    public async Task Envelopes_RepeatedAtAnotherInstance_ArriveOnce()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        await using var second = await StartSecondAsync();
        var (first, last) = (a.Envelope("ana", b, "ben"), a.Envelope("ana", b, "ben"));
        var body = Body(first.Id, first.MessageId, a.Name, b.Name);
        using var request = RawCall.Signed(Stack, a.Key, HttpMethod.Post, SendEnvelopes, body);
        using var again = RawCall.Copy(request, body);

        Assert.Equal(202, (await RawCall.SendAsync(request)).Status);
        Assert.Equal(202, (await RawCall.SendAsync(again, second.Address)).Status);

        // What comes after them in their lane tells that nothing more will come before it.
        await a.SendAsync(last);
        await Eventually.TrueAsync(() => b.Received.Any(envelope => envelope.Id == last.Id), "the last one arrives");
        Assert.Equal([first.Id, last.Id], b.Received.Select(envelope => envelope.Id));
    }

    private async Task<bool> IsReplayRefusedAsync(Call call, SigningKey key, Uri elsewhere)
    {
        var body = call.HasBody ? "{}"u8.ToArray() : [];
        using var request = RawCall.Signed(Stack, key, new HttpMethod(call.Method), call.Path, body);
        using var again = RawCall.Copy(request, body);

        var answer = await RawCall.SendAsync(request);
        if (answer.Status == 401)
            return false;

        Assert.True(answer.Status < 500, $"{call}: {answer.Status} {answer.Body}");
        var (status, problem, _) = await RawCall.SendAsync(again, elsewhere);

        Assert.True(status == 401, $"{call}: {status} {problem}");
        Assert.Contains("signature-replayed", problem, StringComparison.Ordinal);
        return true;
    }

    private async Task<List<Call>> StateChangingAsync()
    {
        using var http = new HttpClient();
        using var document = JsonDocument.Parse(await http.GetStringAsync(new Uri(Stack.Address, "/v1/openapi.json")));
        return
        [
            .. from path in document.RootElement.GetProperty("paths").EnumerateObject()
               from operation in path.Value.EnumerateObject()
               where (operation.Name is "post" or "put" or "patch" or "delete" && !Harmless.Contains(path.Name)) || path.Name == Inbox
               select new Call(operation.Name.ToUpperInvariant(), path.Name, operation.Value.TryGetProperty("requestBody", out _)),
        ];
    }

    private static byte[] Body(Guid id, Guid messageId, string from, string to) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        envelopes = new[]
        {
            new
            {
                id,
                messageId,
                from = new { partner = from, user = "ana" },
                to = new { partner = to, user = "ben" },
                ciphertexts = new[] { new { device = 1, registrationId = 4711, type = 1, content = RatchetMessage.Create(400) } },
            },
        },
    });

    private Task<FunctionsHost> StartSecondAsync() => FunctionsHost.StartAsync(
        new FunctionsHostOptions { AppFolder = RepositoryPaths.AppFolder, Environment = Stack.Settings });

    private sealed partial record Call(string Method, string Template, bool HasBody)
    {
        // The nonce is looked at before anything that a path names; a GUID fits every parameter.
        public string Path { get; } = Parameter().Replace(Template, "0190a000-0000-7000-8000-000000000001");

        public override string ToString() => $"{Method} {Template}";

        [GeneratedRegex(@"\{[^}]+\}")]
        private static partial Regex Parameter();
    }
}
