using Azure.Data.Tables;

namespace Relay.Functions.Tests.World;

/// <summary>A table whose every call goes through <see cref="StoreCalls"/>.</summary>
internal sealed class StepTable(StoreCalls calls, TimeProvider clock) : FakeTable(clock)
{
    protected override Task<T> RunAsync<T>(string method, TableEntity? row, Func<T> call) => calls.RunAsync(call);
}
