using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Platform.JsonApi.Description;
using Platform.TestKit.Contract;
using Xunit.Sdk;

namespace Platform.UnitTests.Contract;

public sealed class ContractCheckTests
{
    private static readonly CompositeEndpointDataSource Routes = Map();

    [Theory]
    [InlineData("/tokens", 200, """{"data":[]}""", null)]
    [InlineData("/tokens", 404, """{"errors":[{"status":"404","title":"not found"}]}""", null)]
    [InlineData("/tokens", 404, """{"errors":[{"status":"404"}]}""", "has no title")]
    [InlineData("/tokens", 500, """{"errors":[{"status":"500","title":"internal error"}]}""", "the status is not described")]
    [InlineData("/tokens", 200, """{"data":[{"id":"x","type":"tags","attributes":{"name":"a","colour":"red"}}]}""", "/data/0/attributes has colour")]
    [InlineData("/nothing", 200, "{}", "the route is not described")]
    [InlineData("/nothing", 404, "", null)]
    public async Task An_answer_that_is_not_as_described_fails_the_test(string path, int status, string body, string? fault)
    {
        using var canned = new CannedAnswer(status, body);
        using var client = new HttpClient(new ContractCheck(() => Routes, canned));
        var address = new Uri($"http://localhost/api/v2{path}");

        var failure = await Record.ExceptionAsync(() => client.GetAsync(address, TestContext.Current.CancellationToken));

        if (fault is null)
        {
            Assert.Null(failure);
        }
        else
        {
            Assert.Contains(fault, Assert.IsType<XunitException>(failure).Message, StringComparison.Ordinal);
        }
    }

    private static CompositeEndpointDataSource Map()
    {
        IEndpointRouteBuilder app = WebApplication.CreateSlimBuilder().Build();
        app.MapGet("/api/v2/tokens", [Answers(200, "tags", IsList = true)] () => TypedResults.Ok());
        return new CompositeEndpointDataSource(app.DataSources);
    }

    private sealed class CannedAnswer(int status, string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, new MediaTypeHeaderValue("application/vnd.api+json")) });
    }
}
