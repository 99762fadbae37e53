using Relay.Client;
using Relay.Client.Accounts;
using Relay.Client.Operators;
using Relay.Local.Stack;
using Relay.Signatures;

namespace Relay.Road.Tests.Fixtures;

/// <summary>The operator of a stack, who changes agreements.</summary>
internal sealed class AgreementOperator : IDisposable
{
    private readonly LocalStack _stack;
    private readonly SigningKey _key;

    public AgreementOperator(LocalStack stack)
    {
        _stack = stack;
        _key = stack.Identity.OperatorKey();
        Client = new RelayOperator(new RelayClientOptions { Address = stack.Address, Authority = stack.Authority, Key = _key, MostAttempts = 1 });
    }

    public RelayOperator Client { get; }

    public SigningKey Key => _key;

    /// <summary>A partner in the sandbox.</summary>
    public Task<TestPartner> StartSandboxAsync(bool events = false) => TestPartner.StartAsync(_stack, events: events, status: PartnerStatus.Sandbox);

    /// <summary>A signed call with a body that a test writes itself.</summary>
    public async Task<(int Status, string Body, string? ContentType)> CallAsync(HttpMethod method, string path, object? body = null, string? accept = null)
    {
        using var request = RawCall.Signed(_stack, _key, method, path, body is null ? [] : System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(body));
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        return await RawCall.SendAsync(request);
    }

    public void Dispose()
    {
        Client.Dispose();
        _key.Dispose();
    }
}
